"""A project of small scans of a ball and a cube, with their true masks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.contrib.auth import get_user_model

from labeling.accounts.models import User
from labeling.cohorts.models import Case, SplitName
from labeling.cohorts.services import open_case, set_split
from labeling.imaging.geometry import Geometry
from labeling.imaging.synthesis import PatientIdentity, series_from_volume
from labeling.ingest.services import store_series
from labeling.projects.models import Label, Membership, Project, Role
from labeling.review.services import import_label
from tests.enhanced import enhanced

SIZE = 24
DIRECTION = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))


@dataclass(frozen=True)
class Scan:
    """image int16 and mask uint8, both (z, y, x), 1 mm."""

    image: np.ndarray
    mask: np.ndarray


def scan(seed: int) -> Scan:
    rng = np.random.default_rng(seed)
    centre = SIZE / 2 + rng.uniform(-3, 3, 3)
    grid = np.indices((SIZE,) * 3)
    distance = np.linalg.norm(grid - centre[:, None, None, None], axis=0)
    mask = (distance < rng.uniform(5, 7)).astype(np.uint8)
    image = 200 + 500.0 * mask + rng.normal(0, 40, mask.shape)
    return Scan(image=image.astype(np.int16), mask=mask)


def project(slug: str = "balls", **policy: object) -> Project:
    options = {"case_prefix": "BALL", "modality": "MR", "batch_size": 3, "retrain_after": 0}
    made = Project.objects.create(slug=slug, name=slug, **(options | policy))
    Label.objects.create(project=made, value=1, name="Ball")
    return made


def person(project: Project, role: Role = Role.LEAD, name: str = "lead") -> User:
    user = get_user_model().objects.create_user(name, password="long enough")
    Membership.objects.create(project=project, user=user, role=role)
    return user


def add_case(
    project: Project,
    seed: int,
    split: SplitName,
    *,
    patient: str = "",
    blank: bool = False,
    multi_frame: bool = False,
) -> Case:
    """A ready case; `blank` gives an image of one value, which cannot be trained on.

    With `multi_frame` it is stored as one enhanced object whose first frame is the uppermost.
    """
    made = scan(seed)
    geometry = Geometry((SIZE,) * 3, (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), DIRECTION)
    who = PatientIdentity(patient or f"{project.slug}-{seed}", "Doe^Jane", "19700101", "F")
    datasets = series_from_volume(
        made.image * (not blank), geometry, patient=who, uid_seed=f"{project.slug}/{seed}"
    )
    if multi_frame:
        datasets = [enhanced(datasets[::-1])]
    series = store_series(project=project, datasets=datasets)
    if not hasattr(series.study.patient, "split"):
        set_split(patient=series.study.patient, name=split)
    return open_case(series_id=series.pk)


def add_cases(project: Project, seeds: Sequence[int], split: SplitName) -> list[Case]:
    return [add_case(project, seed, split) for seed in seeds]


def approve(case: Case, seed: int, actor: User) -> None:
    import_label(case=case, mask=scan(seed).mask, approved=True, actor=actor)


def ready_project(
    *, train: int = 3, pool: int = 4, holdout: int = 6, **policy: object
) -> tuple[Project, User]:
    """`train` and `holdout` cases with approved masks, `pool` cases without."""
    made = project(**policy)
    lead = person(made)
    for seed in range(train):
        approve(add_case(made, seed, SplitName.TRAIN), seed, lead)
    for seed in range(100, 100 + holdout):
        approve(add_case(made, seed, SplitName.HOLDOUT), seed, lead)
    add_cases(made, range(200, 200 + pool), SplitName.TRAIN)
    return made, lead
