"""Small scans and people for tests."""

from copy import deepcopy
from io import BytesIO
from pathlib import Path

import numpy as np
from django.contrib.auth import get_user_model
from pydicom import dcmwrite
from pydicom.dataset import Dataset

from labeling.accounts.models import User
from labeling.imaging.geometry import Geometry
from labeling.imaging.synthesis import PatientIdentity, SeriesText, series_from_volume
from labeling.projects.models import Membership, Project, Role


def project(slug: str = "liver", **values: object) -> Project:
    return Project.objects.create(slug=slug, name=slug.title(), **values)


def person(username: str, project: Project | None = None, role: Role = Role.ENGINEER) -> User:
    user: User = get_user_model().objects.create_user(username, password="a long secret")
    if project is not None:
        Membership.objects.create(project=project, user=user, role=role)
    return user


def volume(seed: str = "a", shape: tuple[int, int, int] = (5, 16, 12)) -> np.ndarray:
    rng = np.random.default_rng(sum(map(ord, seed)))
    return rng.integers(0, 1000, shape).astype(np.int16)


def slices(
    seed: str = "a",
    *,
    shape: tuple[int, int, int] = (5, 16, 12),
    patient_id: str = "P1",
    name: str = "Doe^Jane",
    modality: str = "MR",
    study_uid: str | None = None,
    study_date: str = "20240131",
) -> list[Dataset]:
    """One MR series, z ascending, slices 2 mm apart."""
    direction = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    geometry = Geometry(shape, (2.0, 0.8, 0.7), (-10.0, -20.0, 30.0), direction)
    return series_from_volume(
        volume(seed, shape),
        geometry,
        patient=PatientIdentity(patient_id, name, "19700101", "F"),
        uid_seed=seed,
        modality=modality,
        text=SeriesText("Abdomen", f"T1 {seed}", study_date, "ABDOMEN", "ACME", "One"),
        study_uid=study_uid,
    )


def encoded(ds: Dataset) -> bytes:
    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


def written(ds: Dataset, path: Path) -> Path:
    path.write_bytes(encoded(ds))
    return path


def changed(ds: Dataset, **values: object) -> Dataset:
    """A copy with other values."""
    copy = deepcopy(ds)
    for keyword, value in values.items():
        setattr(copy, keyword, value)
    return copy
