import pytest

from labeling.dicomweb.attributes import Level
from labeling.dicomweb.errors import BadQueryValue, UnknownParameter
from labeling.dicomweb.query import AnyOf, Between, Condition, Equal, Like, Query, parse_query


def _parse(level: Level = Level.STUDY, **parameters: str | list[str]) -> Query:
    lists = {k: v if isinstance(v, list) else [v] for k, v in parameters.items()}
    return parse_query(lists, level)


def _only(query: Query) -> Condition:
    ((_, condition),) = query.conditions
    return condition


@pytest.mark.parametrize(
    ("name", "value", "condition"),
    [
        ("PatientName", "*doe*", Like("*doe*")),
        ("PatientName", "Doe^Jane", Like("Doe^Jane")),  # PN is compared without regard to case
        ("PatientID", "P1", Equal("P1")),  # identifiers are not
        ("00100020", "P?", Like("P?")),
        ("StudyDate", "20240131", Between("20240131", "20240131")),
        ("StudyDate", "20240101-20240131", Between("20240101", "20240131")),
        ("StudyDate", "-20240131", Between("", "20240131")),
        ("StudyTime", "0930-", Between("0930", "")),
        ("StudyTime", "09", Between("09", "095959.999999")),
        ("StudyTime", "0900-1015", Between("0900", "101559.999999")),
        ("StudyInstanceUID", "1.2,1.3", AnyOf(("1.2", "1.3"))),
        ("StudyInstanceUID", "1.2\\1.3", AnyOf(("1.2", "1.3"))),  # OHIF
        ("ModalitiesInStudy", "CT,MR", AnyOf(("CT", "MR"))),
        ("ModalitiesInStudy", "CT\\MR", AnyOf(("CT", "MR"))),
    ],
)
def test_reads_conditions(name: str, value: str, condition: Condition) -> None:
    assert _only(_parse(**{name: value})) == condition


def test_empty_values_and_a_lone_star_match_everything() -> None:
    assert _parse(AccessionNumber="", PatientName="*").conditions == ()


def test_repeated_uids_are_one_list() -> None:
    assert _only(_parse(StudyInstanceUID=["1.2", "1.3"])) == AnyOf(("1.2", "1.3"))


def test_tags_are_read_in_either_case() -> None:
    assert _parse(**{"0020000d": "1.2"}) == _parse(**{"0020000D": "1.2"})


@pytest.mark.parametrize(
    "parameters",
    [
        {"NoSuchThing": "x"},
        {"patientname": "x"},  # keywords are spelled as DICOM spells them
        {"Modality": "CT"},  # of a series, asked of studies
        {"00280030": "1"},
        {"patient__project__slug": "other"},  # an ORM path
        {"includefield": "NoSuchThing"},
    ],
)
def test_unknown_attributes_are_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(UnknownParameter):
        _parse(**parameters)


@pytest.mark.parametrize(
    "parameters",
    [
        {"StudyDate": "2024-01-31"},
        {"StudyDate": "20240231"},
        {"StudyDate": "-"},
        {"StudyTime": "2500"},
        {"StudyTime": "noon"},
        {"StudyInstanceUID": "1.2;drop"},
        {"StudyInstanceUID": "1." * 40 + "1"},
        {"limit": "-1"},
        {"limit": "ten"},
        {"offset": "-5"},
        {"fuzzymatching": "maybe"},
        {"PatientID": "a\x00"},
    ],
)
def test_malformed_values_are_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(BadQueryValue):
        _parse(**parameters)


def test_include_fields_come_repeated_by_comma_by_keyword_and_all() -> None:
    query = _parse(includefield=["00081030,0008103e", "PatientAge"])
    assert (query.extra, query.everything) == (
        frozenset({"00081030", "0008103E", "00101010"}),
        False,
    )
    assert _parse(includefield="all").everything


def test_a_series_may_be_searched_by_attributes_of_its_study() -> None:
    names = {a.keyword for a, _ in _parse(Level.SERIES, PatientID="P", Modality="CT").conditions}
    assert names == {"PatientID", "Modality"}


def test_series_numbers_are_whole_numbers() -> None:
    assert _only(_parse(Level.SERIES, SeriesNumber="3")) == Equal(3)
    with pytest.raises(BadQueryValue):
        _parse(Level.SERIES, SeriesNumber="three")
