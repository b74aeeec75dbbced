"""One recorded draw for each patient, held by the database."""

import pytest
from django.db import DatabaseError, transaction

from labeling.cohorts.errors import SplitIsFrozen
from labeling.cohorts.models import PatientSplit, SplitName
from labeling.cohorts.services import draw_split, open_case, set_split
from labeling.cohorts.services.splits import split_of_draw
from labeling.ingest.models import Patient
from tests.factories import make_case, make_project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (0.0, "holdout"),
        (0.2499, "holdout"),
        (0.25, "validation"),
        (0.3749, "validation"),
        (0.375, "train"),
        (0.9999, "train"),
    ],
)
def test_the_draw_decides_by_the_projects_shares(number: float, name: str) -> None:
    project = make_project(holdout_share=0.25, validation_share=0.125)
    assert split_of_draw(number, project) == name


def test_the_drawn_number_is_kept() -> None:
    patient = Patient.objects.create(project=make_project(), patient_id="A")
    assert draw_split(patient=patient, number=0.5).draw == 0.5


def test_two_series_of_a_patient_share_one_split() -> None:
    project = make_project()
    first = make_case(project, patient_id="A", split=None)
    second = make_case(project, patient_id="A", split=None)
    assert PatientSplit.objects.filter(patient=first.patient).count() == 1
    assert first.patient.split == second.patient.split


def test_opening_a_case_again_draws_nothing_new() -> None:
    case = make_case(split=None)
    drawn = case.patient.split.draw
    assert open_case(series_id=case.series_id) == case
    assert PatientSplit.objects.get(patient=case.patient).draw == drawn


def test_a_set_split_cannot_be_set_otherwise() -> None:
    case = make_case(split="train")
    assert set_split(patient=case.patient, name=SplitName.TRAIN).draw is None
    with pytest.raises(SplitIsFrozen) as refused:
        set_split(patient=case.patient, name=SplitName.HOLDOUT)
    assert refused.value.expected == "train"


def test_the_database_refuses_to_change_a_split() -> None:
    split = make_case(split="train").patient.split
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PatientSplit.objects.filter(pk=split.pk).update(name="holdout")
    split.refresh_from_db()
    assert split.name == "train"
