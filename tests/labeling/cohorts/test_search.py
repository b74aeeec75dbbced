"""What may be asked is a closed list; each attribute filters as it says."""

import pytest

from labeling.cohorts.models import Case, CohortKind
from labeling.cohorts.selectors import ALLOWED, search_cases
from labeling.cohorts.services import save_cohort
from labeling.ingest.models import Patient, Series, Study
from labeling.projects.models import Project
from tests.factories import make_case, make_draft, make_member, make_project, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    """Two cases: an old CT by Canon of a man, a new MR by GE of a woman, drafted."""
    project = make_project("one")
    old, new = make_case(project, patient_id="A-1"), make_case(project, patient_id="B.1")
    _describe(old, "CT", "Canon", 5.0, "20240105", "M")
    _describe(new, "MR", "GE", 1.0, "20260630", "F")
    make_draft(new)
    make_case(make_project("two"), patient_id="A-1")
    return project


def _describe(
    case: Case, modality: str, manufacturer: str, thickness: float, day: str, sex: str
) -> None:
    Series.objects.filter(pk=case.series_id).update(
        modality=modality, manufacturer=manufacturer, slice_thickness=thickness
    )
    Study.objects.filter(pk=case.series.study_id).update(study_date=day)
    Patient.objects.filter(pk=case.patient_id).update(patient_sex=sex)


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("Modality", "CT", [1]),
        ("Modality", "mr", [2]),
        ("Manufacturer", "C*", [1]),
        ("Manufacturer", "?E", [2]),
        ("Manufacturer", "anon", []),  # whole values match, not parts
        ("Manufacturer", "*[A-Z]*", []),  # brackets are letters, not patterns
        ("PatientID", "B.1", [2]),
        ("PatientID", "B?1", [2]),
        ("PatientID", "A-*", [1]),
        ("PatientSex", "F", [2]),
        ("SliceThickness", "5", [1]),
        ("SliceThickness", "0.5-2", [2]),
        ("SliceThickness", "2-", [1]),
        ("SliceThickness", "-2", [2]),
        ("StudyDate", "20240105", [1]),
        ("StudyDate", "2024-01-05", [1]),
        ("StudyDate", "20250101-20261231", [2]),
        ("StudyDate", "2025-01-01-2026-12-31", [2]),
        ("StudyDate", "-20250101", [1]),
        ("StudyDate", "20250101-", [2]),
        ("state", "drafted", [2]),
        ("state", "ready,drafted", [1, 2]),
        ("split", "train", [1, 2]),
        ("split", "holdout", []),
        ("sort", "-study_date", [2, 1]),
        ("sort", "slice_thickness", [2, 1]),
    ],
)
def test_each_attribute_filters(project: Project, name: str, value: str, found: list[int]) -> None:
    cases = search_cases(project, {name: value})
    assert list(cases.values_list("number", flat=True)) == found


def test_who_a_patient_is_is_asked_in_a_body_and_refused_in_an_address(project: Project) -> None:
    client = signed_in(make_member(project, "annotator"))
    refused = client.get("/api/projects/one/cases", {"PatientID": "A-1"})
    assert (refused.status_code, refused.json()["code"]) == (400, "not_in_an_address")
    assert "/cases/search" in refused.json()["detail"]
    assert "A-1" not in refused.content.decode()
    address = "/api/projects/one/cases/search?page_size=1"
    page = client.post(address, {"PatientID": "?*1", "sort": "-number"}).json()
    assert (page["count"], [row["patient_id"] for row in page["results"]]) == (2, ["B.1"])
    rest = client.post(page["next"], {"PatientID": "?*1", "sort": "-number"}).json()
    assert [row["patient_id"] for row in rest["results"]] == ["A-1"]
    assert client.post(address, {"PatientID": "a-*", "Modality": "CT"}).json()["count"] == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"PatientName": "Doe"}, "unknown_filter"),
        ({"patient__patient_id": {"a": 1}}, "unknown_filter"),
        ({"StudyDate": "yesterday"}, "bad_filter"),
        ({"Manufacturer": "x" * 65}, "bad_input"),
        ({"PatientID": ["A-1"]}, "bad_input"),
        (["PatientID"], "bad_input"),
    ],
)
def test_a_body_that_cannot_be_searched_is_400(project: Project, body: object, code: str) -> None:
    answer = signed_in(make_member(project, "lead")).post("/api/projects/one/cases/search", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    "query",
    [
        {"PatientName": "x"},  # a name is never searched
        {"patient__patient_id": "A-1"},  # nor Django's own words
        {"project": "2"},
    ],
)
def test_an_unknown_attribute_is_400_and_names_the_known(
    project: Project, query: dict[str, str]
) -> None:
    lead = make_member(project, "lead")
    answer = signed_in(lead).get("/api/projects/one/cases", query)
    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_filter"
    assert answer.json()["expected"] == list(ALLOWED)


@pytest.mark.parametrize(
    "query",
    [
        {"StudyDate": "yesterday"},
        {"StudyDate": "-"},
        {"SliceThickness": "thin"},
        {"state": "lost"},
        {"cohort": "abc"},
        {"sort": "patient"},
        {"Manufacturer": "x" * 65},
    ],
)
def test_a_value_that_cannot_be_read_is_400(project: Project, query: dict[str, str]) -> None:
    answer = signed_in(make_member(project, "lead")).get("/api/projects/one/cases", query)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_filter")


def test_the_list_comes_in_pages_with_the_fields_of_a_row(project: Project) -> None:
    answer = signed_in(make_member(project, "annotator")).get(
        "/api/projects/one/cases", {"page_size": "1", "sort": "-number"}
    )
    page = answer.json()
    assert (page["count"], len(page["results"])) == (2, 1)
    row = page["results"][0]
    assert row["name"] == "CASE-0002"
    assert (row["state"], row["modality"], row["slices"], row["score"]) == (
        "drafted",
        "MR",
        6,
        None,
    )


def test_a_cohort_keeps_the_query_and_what_it_found(project: Project) -> None:
    lead = make_member(project, "lead")
    body = {"name": "Canon", "kind": "pool", "query": {"Manufacturer": "Canon"}}
    made = signed_in(lead).post("/api/projects/one/cohorts", body)
    assert made.status_code == 201
    assert made.json()["cases"] == 1
    case = project.cases.get(number=1)
    assert made.json()["case_ids"] == [case.pk]
    found = search_cases(project, {"cohort": str(made.json()["id"])})
    assert [one.pk for one in found] == [case.pk]
    again = signed_in(lead).post("/api/projects/one/cohorts", body)
    assert (again.status_code, again.json()["code"]) == (409, "cohort_name_taken")


def test_a_cohort_takes_in_no_case_of_another_project(project: Project) -> None:
    foreign = make_project("three")
    other = make_case(foreign)
    mine = project.cases.get(number=1)
    cohort = save_cohort(
        project=project,
        user=make_member(project, "lead"),
        name="mixed",
        kind=CohortKind.GOLD,
        query={},
        case_ids=[other.pk, mine.pk],
    )
    assert list(cohort.cases.all()) == [mine]


def test_an_empty_cohort_is_refused(project: Project) -> None:
    body = {"name": "None", "query": {"Modality": "US"}}
    answer = signed_in(make_member(project, "lead")).post("/api/projects/one/cohorts", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "empty_cohort")
