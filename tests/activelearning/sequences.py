"""Studies of two sequences of a ball, on grids of their own, brought in as DICOM."""

from collections.abc import Sequence

import numpy as np

from labeling.cohorts.models import Case, SplitName
from labeling.cohorts.services import open_case, set_split, take_in
from labeling.imaging.geometry import Geometry
from labeling.imaging.synthesis import (
    PatientIdentity,
    SeriesText,
    derived_uid,
    series_from_volume,
)
from labeling.ingest.models import Series
from labeling.ingest.services import store_series
from labeling.projects.models import Project
from tests.activelearning import balls
from tests.activelearning.balls import SIZE, scan

CHANNELS = [{"name": "T1", "match": "", "modality": ""}, {"name": "FLAIR", "match": "*flair*"}]
T1_GRID = Geometry((SIZE,) * 3, (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), balls.DIRECTION)
FLAIR_GRID = Geometry((16, 20, 20), (2.0, 1.5, 1.5), (-3.0, -3.0, -4.0), balls.DIRECTION)


def project(**values: object) -> Project:
    return balls.project(channels=CHANNELS, **values)


def add_study(
    project: Project,
    seed: int,
    split: SplitName,
    *,
    flair: Sequence[str] = ("AX FLAIR",),
    frame: str = "",
    grid: Geometry = FLAIR_GRID,
) -> Case:
    """A case of its T1 with a FLAIR series for each description; `frame` gives them another one."""
    who = PatientIdentity(f"{project.slug}-{seed}", "Doe^Jane", "19700101", "F")
    key = f"{project.slug}/{seed}"
    study = derived_uid(key, "study")
    t1 = _stored(project, scan(seed).image, T1_GRID, who, key, study, "SAG T1", "")
    set_split(patient=t1.study.patient, name=split)
    case = open_case(series_id=t1.pk)
    for number, description in enumerate(flair):
        values = flair_values(seed, grid)
        own = f"{key}/{number}"
        stored = _stored(project, values, grid, who, own, study, description, frame or key)
        assert take_in(series_id=stored.pk) is None
    return case


def flair_values(seed: int, grid: Geometry = FLAIR_GRID) -> np.ndarray:
    """Int16 (z, y, x): brighter along the patient's axes, so that its place can be told."""
    index = np.moveaxis(np.indices(grid.shape), 0, -1)
    x, y, z = np.moveaxis(grid.index_to_patient(index), -1, 0)
    return np.round(300 + 2 * x + 4 * y + 8 * z + seed).astype(np.int16)


def _stored(
    project: Project,
    image: np.ndarray,
    grid: Geometry,
    who: PatientIdentity,
    key: str,
    study: str,
    description: str,
    frame: str,
) -> Series:
    text = SeriesText(series_description=description)
    made = series_from_volume(image, grid, patient=who, uid_seed=key, text=text, study_uid=study)
    for ds in made:
        ds.FrameOfReferenceUID = derived_uid(frame or key, "frame of reference")
    return store_series(project=project, datasets=made)
