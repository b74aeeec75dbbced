"""The split of patients into train, validation and holdout: drawn once, never changed.

It hangs from the patient, so that no patient is on both sides; a database trigger refuses any later
change. The drawn number is kept, so that the split can be checked.
"""

import secrets

from django.db import transaction

from labeling.cohorts.errors import SplitIsFrozen
from labeling.cohorts.models import PatientSplit, SplitName
from labeling.ingest.models import Patient
from labeling.projects.models import Project

RESOLUTION = 2**53  # every float in [0, 1) that a double draw can give


def draw() -> float:
    """A number in [0, 1) from the system's random source."""
    return secrets.randbelow(RESOLUTION) / RESOLUTION


def split_of_draw(number: float, project: Project) -> SplitName:
    """Holdout takes [0, h), validation [h, h + v), train the rest."""
    if number < project.holdout_share:
        return SplitName.HOLDOUT
    if number < project.holdout_share + project.validation_share:
        return SplitName.VALIDATION
    return SplitName.TRAIN


@transaction.atomic
def draw_split(*, patient: Patient, number: float | None = None) -> PatientSplit:
    """The patient's split; drawn now if there is none yet.

    Args:
        patient: of any project.
        number: what to take for the draw, in [0, 1); drawn when left out.
    """
    patient = (
        Patient.objects.select_for_update(of=("self",)).select_related("project").get(pk=patient.pk)
    )
    found = PatientSplit.objects.filter(patient=patient).first()
    if found:
        return found
    number = draw() if number is None else number
    name = split_of_draw(number, patient.project)
    return PatientSplit.objects.create(patient=patient, name=name, draw=number)


@transaction.atomic
def set_split(*, patient: Patient, name: SplitName) -> PatientSplit:
    """Set the split of a patient who has none yet: imports that bring their own split.

    Raises:
        SplitIsFrozen: 409, another split was drawn or set before.
    """
    patient = Patient.objects.select_for_update().get(pk=patient.pk)
    found = PatientSplit.objects.filter(patient=patient).first()
    if found is None:
        return PatientSplit.objects.create(patient=patient, name=name, draw=None)
    if found.name != name:
        raise SplitIsFrozen(
            f"Patient {patient.pk} is in {found.name}, which never changes.",
            expected=found.name,
            got=name.value,
        )
    return found
