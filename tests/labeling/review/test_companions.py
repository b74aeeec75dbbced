"""What may be looked at beside a case: other sequences, priors, and nothing that is not theirs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labeling.accounts.models import User
from labeling.annotate.errors import BlindRead
from labeling.annotate.selectors import revision_for
from labeling.cohorts.models import Case
from labeling.cohorts.services import open_case
from labeling.imaging.geometry import Geometry
from labeling.ingest.models import HeldSeries, Series, SeriesState
from labeling.ingest.services import store_series
from labeling.projects.models import Project
from labeling.review.selectors import companions_of, time_apart
from labeling.review.services import approve_revision
from tests.factories import (
    make_assignment,
    make_case,
    make_member,
    make_project,
    make_submission,
    make_user,
    signed_in,
    some_mask,
)
from tests.images import make_series, oblique_geometry, straight_geometry

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """Of patient P1, studied on 2026-11-20."""
    return make_case(patient_id="P1")


def _beside(
    case: Case,
    name: str,
    *,
    day: str = "20261120",
    study: str = "",
    frame: str = "",
    number: int = 2,
    project: Project | None = None,
    geometry: Geometry | None = None,
    **series: Any,
) -> Series:
    """Another series of the case's patient: in its study unless `study` names another one."""
    made = make_series(geometry=geometry, seed=name, patient_id="P1", description=name, **series)
    for ds in made:
        ds.StudyInstanceUID = study or case.series.study.study_instance_uid
        ds.FrameOfReferenceUID = frame or "1.2.3"
        ds.StudyDate, ds.SeriesNumber = day, number
    return store_series(project=project or case.project, datasets=made)


def _names(case: Case, viewer: User | None = None) -> list[str]:
    return [row["series_description"] for row in companions_of(case, viewer or make_user())]


def _study_day(case: Case, day: str) -> None:
    case.series.study.study_date = day
    case.series.study.save()


def test_other_sequences_come_first_by_number_then_other_studies_newest_first(case: Case) -> None:
    _study_day(case, "20261120")
    _beside(case, "old", day="20240105", study="1.2.10")
    _beside(case, "t2", number=3)
    _beside(case, "recent", day="20260820", study="1.2.11")
    _beside(case, "t1", number=2)
    _beside(case, "undated", day="", study="1.2.12")
    _beside(case, "follow-up", day="20261204", study="1.2.13")
    found = companions_of(case, make_user())
    assert [(row["series_description"], row["relation"], row["apart"]) for row in found] == [
        ("t1", "same_study", ""),
        ("t2", "same_study", ""),
        ("follow-up", "later", "2 weeks after"),
        ("recent", "earlier", "3 months before"),
        ("old", "earlier", "3 years before"),
        ("undated", "unknown", ""),
    ]


def test_each_comes_with_all_that_a_viewer_needs(case: Case) -> None:
    grid = straight_geometry((4, 3, 2))
    frame = case.series.attributes["FrameOfReferenceUID"]
    stored = _beside(case, "flair", geometry=grid, frame=frame)
    reader = signed_in(make_member(case.project, "annotator"))
    (row,) = reader.get(f"/api/cases/{case.pk}/series").json()
    assert row["series_instance_uid"] == stored.series_instance_uid
    assert row["study_instance_uid"] == case.series.study.study_instance_uid
    assert row["slices"] == stored.slices
    assert row["geometry"] == grid.to_json()
    assert row["dicomweb_root"] == f"/dicomweb/projects/{case.project.slug}"
    assert (row["modality"], row["same_frame"], row["case"]) == ("MR", True, None)
    assert (row["mask"], row["mask_hidden"]) == (None, False)


def test_another_frame_of_reference_is_told(case: Case) -> None:
    _beside(case, "elsewhere", frame="1.2.999")
    assert [row["same_frame"] for row in companions_of(case, make_user())] == [False]


def test_two_series_without_a_frame_of_reference_are_not_in_the_same_one(case: Case) -> None:
    _beside(case, "silent")
    Series.objects.filter(study__patient=case.patient_id).update(attributes={})
    case.series.refresh_from_db()
    assert [row["same_frame"] for row in companions_of(case, make_user())] == [False]


def test_what_forms_no_volume_or_is_held_or_still_arrives_is_not_offered(case: Case) -> None:
    _beside(case, "gap", missing=3)
    arriving = _beside(case, "arriving")
    Series.objects.filter(pk=arriving.pk).update(state=SeriesState.RECEIVING)
    HeldSeries.objects.create(
        project=case.project,
        study_instance_uid=case.series.study.study_instance_uid,
        series_instance_uid="1.2.77",
        description="held",
    )
    assert Series.objects.get(series_description="gap").state == SeriesState.UNUSABLE
    assert _names(case) == []


def test_the_same_patient_in_another_project_or_another_patient_here_is_not_offered(
    case: Case,
) -> None:
    _beside(case, "foreign", project=make_project())
    make_case(case.project, patient_id="P2", description="somebody")
    assert _names(case) == []


def test_a_stranger_is_told_nothing_of_the_case(case: Case) -> None:
    _beside(case, "t2")
    assert signed_in(make_user()).get(f"/api/cases/{case.pk}/series").status_code == 404


def _approved_beside(case: Case, name: str, **series: Any) -> tuple[Case, int]:
    """A companion that is a case of its own, with an approved mask; the id of its revision."""
    stored = _beside(case, name, geometry=oblique_geometry(), **series)
    other = open_case(series_id=stored.pk)
    reader = make_member(case.project, "annotator")
    revision = make_submission(make_assignment(other, reader), some_mask(other, 1))
    approve_revision(revision=revision, reviewer=make_member(case.project, "reviewer"))
    return other, revision.pk


def test_a_prior_with_an_approved_mask_names_it_and_its_case(case: Case) -> None:
    other, revision = _approved_beside(case, "prior", study="1.2.20", day="20250101")
    (row,) = companions_of(case, make_user())
    assert row["mask"] == {"revision_id": revision, "number": 1}
    assert row["case"] == f"CASE-{other.number:04d}"


def test_a_mask_that_only_waits_for_its_review_is_not_named(case: Case) -> None:
    other = open_case(series_id=_beside(case, "t2").pk)
    make_submission(
        make_assignment(other, make_member(case.project, "annotator")), some_mask(other)
    )
    assert [row["mask"] for row in companions_of(case, make_user())] == [None]


def test_a_blind_reader_gets_no_mask_of_the_same_study_but_that_of_a_prior(case: Case) -> None:
    _, of_the_study = _approved_beside(case, "t2")
    _, of_a_prior = _approved_beside(case, "prior", study="1.2.20", day="20250101")
    reader, second = (make_member(case.project, "annotator") for _ in range(2))
    make_assignment(case, reader, second=second)
    now, before = companions_of(case, second)
    assert (now["mask"], now["mask_hidden"]) == (None, True)
    assert before["mask"] == {"revision_id": of_a_prior, "number": 1}
    with pytest.raises(BlindRead):
        revision_for(second, of_the_study)
    assert revision_for(second, of_a_prior).pk == of_a_prior


def test_a_single_reader_sees_the_approved_mask_of_the_same_study(case: Case) -> None:
    _, revision = _approved_beside(case, "t2")
    reader = make_member(case.project, "annotator")
    make_assignment(case, reader)
    assert companions_of(case, reader)[0]["mask"] == {"revision_id": revision, "number": 1}


def test_the_number_of_queries_does_not_grow_with_what_the_patient_has(case: Case) -> None:
    reader = signed_in(make_member(case.project, "annotator"))
    _approved_beside(case, "one", study="1.2.30", day="20250101")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert reader.get(f"/api/cases/{case.pk}/series").status_code == 200
        return len(seen)

    before = queries()
    for number in range(3):
        _approved_beside(case, f"more {number}", study=f"1.2.4{number}", day="20240101")
    assert queries() == before


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        ("20261120", "20261120", "same day"),
        ("20261119", "20261120", "1 day before"),
        ("20261204", "20261120", "2 weeks after"),
        ("20261107", "20261120", "13 days before"),
        ("20260911", "20261120", "2 months before"),  # 70 days
        ("20250920", "20261120", "14 months before"),
        ("20201120", "20261120", "6 years before"),
        ("20261120", "", ""),
        ("20261399", "20261120", ""),  # looks like a date, is none
    ],
)
def test_a_distance_in_time_is_told_in_words(then: str, now: str, words: str) -> None:
    assert time_apart(then, now) == words
