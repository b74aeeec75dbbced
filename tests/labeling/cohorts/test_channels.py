"""Which series of a study a model is shown with a case."""

import pytest

from labeling.cohorts.errors import (
    ChannelAmbiguous,
    ChannelMissing,
    ChannelNotRegistered,
    ChannelProblem,
    ChannelUnusable,
)
from labeling.cohorts.models import Case
from labeling.cohorts.selectors import channel_series, completeness, is_further_channel
from labeling.ingest.models import Series, SeriesState
from labeling.projects.channels import Rule, check_channels
from labeling.projects.errors import ChannelsProblem
from labeling.projects.services import change_project
from tests.factories import make_member, signed_in
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db

FLAIR = {"name": "FLAIR", "match": "flair", "modality": ""}
CHANNELS = [{"name": "T1", "match": "", "modality": ""}, FLAIR]
FRAME = {"FrameOfReferenceUID": "9.9"}


def case_in_frame() -> Case:
    case = records.case(records.project(channels=CHANNELS))
    case.series.attributes = FRAME
    case.series.save()
    return case


def beside(case: Case, description: str, **values: object) -> Series:
    number = Series.objects.count() + 1
    sound = {
        "state": SeriesState.READY,
        "geometry": case.series.geometry,
        "slices": ["a"],
        "attributes": FRAME,
        "modality": "MR",
    }
    return Series.objects.create(
        project=case.project,
        study=case.series.study,
        series_instance_uid=f"5.{number}",
        series_number=number,
        series_description=description,
        **(sound | values),
    )


@pytest.mark.parametrize(
    ("match", "modality", "texts", "takes"),
    [
        ("flair", "", ("AX T2 FLAIR fs",), True),  # a part, in any case
        ("flair*", "", ("AX FLAIR",), False),  # a pattern stands for all of it
        ("*t2?flair*", "", ("ax t2_flair",), True),
        ("flair", "", ("", "brain FLAIR"), True),  # the protocol's name counts too
        ("[a]", "", ("a",), False),  # brackets are letters
        ("", "PT", ("whatever",), False),
        ("", "mr", ("whatever",), True),
        ("flair", "CT", ("flair",), False),
    ],
)
def test_a_rule_takes_what_it_says(
    match: str, modality: str, texts: tuple[str, ...], *, takes: bool
) -> None:
    assert Rule("x", match, modality).takes(texts=texts, modality="MR") is takes


def test_the_series_of_the_study_and_of_the_frame_is_found() -> None:
    case = case_in_frame()
    beside(case, "T2")
    beside(case, "FLAIR scout", attributes={"FrameOfReferenceUID": "8"})
    beside(case, "FLAIR broken", state=SeriesState.UNUSABLE, problem_code="x", geometry=None)
    found = beside(case, "AX", attributes=FRAME | {"ProtocolName": "t2_flair"})
    other = case_in_frame_of(case)
    beside(other, "FLAIR")
    assert channel_series(case, CHANNELS) == [case.series, found]
    assert is_further_channel(found)
    assert not is_further_channel(case.series)


def case_in_frame_of(case: Case) -> Case:
    """Another study of the same patient in the same frame."""
    other = records.case(case.project, patient=case.patient)
    other.series.attributes = FRAME
    other.series.save()
    return other


@pytest.mark.parametrize(
    ("rows", "error", "said"),
    [
        ([], ChannelMissing, "no series matches 'flair' in this study"),
        ([{}, {}], ChannelAmbiguous, "2 match 'flair' in this study, series 2 and 3"),
        ([{"attributes": {}}], ChannelNotRegistered, "another frame of reference"),
        (
            [{"state": SeriesState.UNUSABLE, "problem_code": "x", "geometry": None}],
            ChannelUnusable,
            "series 2 forms no volume",
        ),
    ],
)
def test_what_is_wrong_names_case_and_channel(
    rows: list[dict[str, object]], error: type[ChannelProblem], said: str
) -> None:
    case = case_in_frame()
    for values in rows:
        beside(case, "FLAIR", **values)
    with pytest.raises(error, match=f"LIV-0001, channel FLAIR: .*{said}"):
        channel_series(case, CHANNELS)


def test_the_lead_sees_how_many_cases_have_every_channel() -> None:
    case = case_in_frame()
    beside(case, "FLAIR")
    lacking = records.case(case.project)
    lead = make_member(case.project, "lead")
    body = signed_in(lead).get(f"/api/projects/{case.project.slug}/channels").json()
    assert (body["cases"], body["complete"]) == (2, 1)
    [one] = body["without"]
    assert (one["case"]["id"], one["code"]) == (lacking.pk, "channel_missing")
    assert "no series matches" in one["reason"]


def test_completeness_takes_no_more_queries_for_more_cases(
    django_assert_num_queries: object,
) -> None:
    project = records.project(channels=CHANNELS)
    for _ in range(5):
        records.case(project)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert completeness(project).complete == 0


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        ([{"name": "T1"}, {"name": "t1", "match": "x"}], "one name"),
        ([{"name": "T1"}, {"name": "T2"}], "nothing to find"),
        ([{"name": "a"}, {"name": "b", "match": "x"}, {"name": "c", "match": "X"}], "same series"),
    ],
)
def test_channels_that_cannot_be_looked_for_are_refused(
    channels: list[dict[str, str]], said: str
) -> None:
    with pytest.raises(ChannelsProblem, match=said):
        check_channels(channels)


def test_channels_are_set_over_http() -> None:
    project = records.project()
    client = signed_in(make_member(project, "lead"))
    answer = client.patch(f"/api/projects/{project.slug}", {"channels": CHANNELS}, format="json")
    assert answer.json()["channels"] == CHANNELS
    bad = [CHANNELS[0], {"name": "T2"}]
    refused = client.patch(f"/api/projects/{project.slug}", {"channels": bad}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "channels_problem")
    project.refresh_from_db()
    assert project.channels == CHANNELS
    change_project(project=project, user=make_member(project, "lead"), values={"name": "Other"})
    project.refresh_from_db()
    assert project.channels == CHANNELS
