"""A project of findings: synthetic chest X-rays, some with a mass."""

from __future__ import annotations

from labeling.accounts.models import User
from labeling.cohorts.models import Case, SplitName
from labeling.imaging.findings import Answer, Answers
from labeling.projects.models import Project, Role
from labeling.review.services import approve_revision
from tests.factories import (
    make_assignment,
    make_case,
    make_findings_project,
    make_member,
    make_reading,
)
from tests.xray import make_xray


def project(slug: str = "xrays", **policy: object) -> Project:
    """Pneumonia, mass and no finding are asked for."""
    options = {"case_prefix": "XRAY", "batch_size": 3, "retrain_after": 0}
    return make_findings_project(slug, **(options | policy))


def add_case(of: Project, number: int, split: SplitName, **series: object) -> Case:
    """One X-ray; every second has a mass."""
    image = make_xray(number, mass=number % 2 == 1)[None]
    return make_case(of, volume=image, split=split, patient_id=f"{of.slug}-{number}", **series)  # type: ignore[arg-type]


def truth(number: int) -> Answers:
    """Mass or nothing; of pneumonia nobody is sure in every third."""
    mass = number % 2 == 1
    said = {
        "mass": "present" if mass else "absent",
        "no-finding": "absent" if mass or number % 3 == 0 else "present",
        "pneumonia": "uncertain" if number % 3 == 0 else "present" if number % 8 == 1 else "absent",
    }
    return {key: Answer(state=state, boxes=[]) for key, state in said.items()}


def ready_project(
    *, train: int = 12, validation: int = 6, holdout: int = 6, pool: int = 4, **policy: object
) -> tuple[Project, User]:
    """Approved cases of each split, and a pool that nobody has read."""
    made = project(**policy)
    lead, reader = make_member(made, Role.LEAD), make_member(made, Role.ANNOTATOR)
    first = 0
    splits = {
        SplitName.TRAIN: train,
        SplitName.VALIDATION: validation,
        SplitName.HOLDOUT: holdout,
    }
    for split, count in splits.items():
        for number in range(first, first + count):
            case = add_case(made, number, split)
            read = make_reading(make_assignment(case, reader), truth(number))
            approve_revision(revision=read, reviewer=lead)
        first += count
    for number in range(first, first + pool):
        add_case(made, number, SplitName.TRAIN)
    return made, lead
