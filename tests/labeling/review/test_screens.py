"""The joined views: Work and the project's overview say what the records say, or null."""

import pytest

from labeling.assign.models import Assignment
from labeling.cohorts.selectors import age_band, age_in_years
from labeling.ingest.models import HeldSeries, Patient, Series, Study
from labeling.prelabel.models import Draft
from labeling.review.selectors.work import doubt_text
from tests.factories import (
    make_approved,
    make_assignment,
    make_case,
    make_draft,
    make_member,
    make_picked,
    make_project,
    make_submission,
    open_for,
    signed_in,
    some_mask,
)

pytestmark = pytest.mark.django_db


def _work(assignment: Assignment) -> dict[str, object]:
    slug = assignment.case.project.slug
    answer = signed_in(assignment.assignee).get("/api/work", {"project": slug})
    assert answer.status_code == 200
    return answer.json()


def test_the_next_case_is_described_from_its_draft() -> None:
    case = make_case()
    draft = make_draft(case)
    Draft.objects.filter(pk=draft.pk).update(slice_doubt=[0, 0.1, 0.9, 0.5, 0, 0])
    assignment = make_assignment(case, make_member(case.project, "annotator"))
    found = _work(assignment)["next"]
    assert found == {
        "assignment_id": assignment.pk,
        "state": "open",
        "case": {
            "id": case.pk,
            "name": "CASE-0001",
            "thumbnail": f"/api/series/{case.series_id}/thumbnail",
        },
        "project": case.project.slug,
        "doubt_text": "The model doubts slices 3 to 4, most of all 3.",
        "worst_slice": 2,
        "expected_minutes": None,
        "due": None,
        "slices": 6,
        "spacing": pytest.approx([2.5, 0.7, 0.9]),
        "after": 0,
    }


def test_a_reader_without_work_sees_nothing_made_up() -> None:
    project = make_project()
    reader = make_member(project, "annotator")
    assert signed_in(reader).get("/api/work").json() == {
        "next": None,
        "today": {
            "submitted": 0,
            "active_seconds": 0,
            "median_seconds": None,
            "cases": [],
            "project_median": None,
        },
        "returned": [],
        "open": [],
        "submitted": [],
    }


def test_todays_pace_counts_what_was_handed_in() -> None:
    project = make_project()
    reader = make_member(project, "annotator")
    for seconds in (30, 120, 60):
        make_submission(make_assignment(make_case(project), reader), active_seconds=seconds)
    begun = make_assignment(make_case(project), reader)
    open_for(begun)
    work = signed_in(reader).get("/api/work").json()
    today = work["today"]
    assert (today["submitted"], today["active_seconds"], today["median_seconds"]) == (3, 210, 60)
    assert [one["seconds"] for one in today["cases"]] == [30, 120, 60]
    assert [one["assignment_id"] for one in work["open"]] == [begun.pk]
    assert work["next"]["expected_minutes"] == 1.0


@pytest.mark.parametrize(
    ("doubt", "worst", "text"),
    [
        ([], None, None),
        ([0, 0], 0, None),
        ([0, 0.4, 0.1], 1, "The model doubts slice 2 most."),
        ([0, 0.4, 0.1], 2, "The model doubts slices 2 to 3, most of all 3."),
    ],
)
def test_doubt_is_told_in_slices_counted_from_one(
    doubt: list[float], worst: int | None, text: str | None
) -> None:
    assert doubt_text(doubt, worst) == text


def test_work_names_the_slice_on_which_the_editor_opens() -> None:
    case = make_case()
    draft = make_draft(case)
    Draft.objects.filter(pk=draft.pk).update(
        slice_doubt=[0, 0.1, 0.9, 0.5, 0, 0],
        doubtful_places=[{"index": [3, 1, 1], "value": 0.9}],
    )
    assignment = make_assignment(case, make_member(case.project, "annotator"))
    found = _work(assignment)["next"]
    assert found["doubt_text"] == "The model doubts slices 3 to 4, most of all 4."
    assert found["worst_slice"] == 3


def test_the_overview_of_an_empty_project_invents_nothing() -> None:
    project = make_project()
    found = signed_in(make_member(project, "lead")).get(f"/api/projects/{project.slug}/overview")
    assert found.json() == {
        "loop": {
            "pool": 0,
            "picked": 0,
            "labelling": 0,
            "returned": 0,
            "review": 0,
            "approved": 0,
            "approved_for_training": 0,
            "excluded": 0,
            "training": None,
            "champion": None,
        },
        "round": None,
        "learning_curve": [],
        "minutes_per_case": [],
        "agreement": [],
        "reader_agreement": [],
        "coverage": {"sex": [], "age": [], "scanner": [], "site": []},
        "needs_you": [],
    }


def test_the_overview_counts_each_station_of_the_loop() -> None:
    project = make_project(retrain_after=1)
    reader = make_member(project, "annotator")
    make_case(project)
    make_picked(make_case(project))
    make_assignment(make_case(project), reader)
    make_submission(make_assignment(make_case(project), reader))
    drafted = make_case(project)
    make_draft(drafted)
    make_approved(project, some_mask(drafted, 7))
    make_approved(project, split="holdout")
    body = signed_in(reader).get(f"/api/projects/{project.slug}/overview").json()
    loop = body["loop"]
    counts = {name: loop[name] for name in ("pool", "picked", "labelling", "review", "approved")}
    assert counts == {"pool": 2, "picked": 1, "labelling": 1, "review": 1, "approved": 2}
    assert loop["approved_for_training"] == 1
    assert (loop["training"]["state"], loop["training"]["fraction"]) == ("queued", 0.0)
    assert body["needs_you"] == []  # a reader has neither to review nor to assign
    assert body["minutes_per_case"] == [
        {"round": None, "median": 1.0, "q1": 1.0, "q3": 1.0, "n": 3}
    ]


def test_each_role_is_told_what_waits_for_it() -> None:
    project = make_project()
    make_picked(make_case(project))
    make_submission(make_assignment(make_case(project), make_member(project, "annotator")))
    kinds = {}
    for role in ("annotator", "reviewer", "engineer", "lead"):
        body = signed_in(make_member(project, role)).get(f"/api/projects/{project.slug}/overview")
        kinds[role] = [need["kind"] for need in body.json()["needs_you"]]
    assert kinds == {
        "annotator": [],
        "reviewer": ["review"],
        "engineer": [],
        "lead": ["review", "assign"],
    }


def test_a_series_that_is_held_asks_for_a_look_at_its_picture() -> None:
    project, other = make_project(), make_project()
    for owner, uid in ((project, "2.25.2"), (other, "2.25.2"), (other, "2.25.3")):
        HeldSeries.objects.create(
            project=owner, study_instance_uid="2.25.1", series_instance_uid=uid
        )
    body = signed_in(make_member(project, "lead")).get(f"/api/projects/{project.slug}/overview")
    assert body.json()["needs_you"] == [
        {
            "kind": "held",
            "title": "1 held series may show a name",
            "text": "Nobody sees them until you have looked at the picture.",
            "href": f"/projects/{project.slug}/cohorts?view=held",
        }
    ]


def test_agreement_is_the_dice_between_draft_and_approved_mask_by_label() -> None:
    project = make_project()
    mask = make_case(project)  # a grid to draw on
    draft = some_mask(mask, 3)
    approved = draft.copy()
    approved[approved == 2] = 0
    make_approved(project, approved, draft=draft)
    rows = signed_in(make_member(project, "lead")).get(f"/api/projects/{project.slug}/overview")
    assert rows.json()["agreement"] == [
        {"label": "Anterior", "color": 1, "dice": 1.0, "n": 1},
        {"label": "Posterior", "color": 2, "dice": 0.0, "n": 1},
    ]


def test_coverage_compares_what_is_approved_with_the_pool() -> None:
    project = make_project()
    for number, (sex, age, model) in enumerate([("F", "067Y", "One"), ("M", "", "Two")]):
        case = make_case(project) if number else make_approved(project).case
        Patient.objects.filter(pk=case.patient_id).update(patient_sex=sex)
        Study.objects.filter(pk=case.series.study_id).update(patient_age=age)
        Series.objects.filter(pk=case.series_id).update(
            manufacturer="GE", manufacturer_model_name=model, institution_name=""
        )
    body = signed_in(make_member(project, "lead")).get(f"/api/projects/{project.slug}/overview")
    assert body.json()["coverage"] == {
        "sex": [
            {"name": "F", "approved": 1, "pool": 1},
            {"name": "M", "approved": 0, "pool": 1},
        ],
        "age": [
            {"name": "60-79", "approved": 1, "pool": 1},
            {"name": "unknown", "approved": 0, "pool": 1},
        ],
        "scanner": [
            {"name": "GE One", "approved": 1, "pool": 1},
            {"name": "GE Two", "approved": 0, "pool": 1},
        ],
        "site": [{"name": "unknown", "approved": 1, "pool": 2}],
    }


@pytest.mark.parametrize(
    ("age", "birth", "study", "band"),
    [
        ("045Y", "", "", "40-59"),
        ("006M", "", "", "0-17"),
        ("080Y", "", "", "80+"),
        ("", "19860701", "20260630", "18-39"),  # the day before the fortieth birthday
        ("", "19860630", "20260701", "40-59"),
        ("45", "", "20260630", "unknown"),  # not a DICOM age
        ("", "20270101", "20260630", "unknown"),  # born after the study
        ("", "19861301", "20260630", "unknown"),  # no such day
    ],
)
def test_ages_fall_in_bands(age: str, birth: str, study: str, band: str) -> None:
    assert age_band(age_in_years(age, birth, study)) == band
