"""Other series for a case of the lab: two more scans of its study, one more contrast on its grid, a prior with a mask."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labeling.cohorts.models import Case
from labeling.cohorts.services import open_case
from labeling.imaging.geometry import Geometry, Vector
from labeling.ingest.models import Series, Study
from labeling.ingest.services import store_series
from labeling.projects.models import Role
from labeling.review.services import approve_revision
from tests.factories import make_assignment, make_member, make_submission
from tests.images import make_series
from tests.phantom import make_phantom

TODAY, BEFORE = "20261120", "20250918"  # 14 months apart


@dataclass(frozen=True)
class _Scan:
    """One series to be stored: what of the phantom it shows, and in which study."""

    description: str
    number: int
    image: NDArray[np.int16]
    geometry: Geometry
    study_uid: str
    frame: str
    day: str = TODAY


def add_series(case: Case, *, seed: int) -> None:
    """Beside the case: `coarse` and `sagittal` of other grids, `contrast` on its own, `prior` of another study."""
    grid = Geometry.from_json(case.series.geometry or {})
    study = case.series.study.study_instance_uid
    frame = str(case.series.attributes["FrameOfReferenceUID"])
    Study.objects.filter(pk=case.series.study_id).update(study_date=TODAY)
    coarse = _resized(grid, (10, 64, 64))
    sagittal = _sagittal(grid, (16, 48, 48))
    for scan in (
        _Scan("coarse", 2, make_phantom(coarse.shape, seed).image, coarse, study, frame),
        _Scan("sagittal", 3, _seen_sagittally(sagittal, seed), sagittal, study, frame),
        _Scan("contrast", 4, 500 - make_phantom(grid.shape, seed).image, grid, study, frame),
    ):
        _store(case, scan)
    _add_prior(case, coarse, seed)


def _add_prior(case: Case, grid: Geometry, seed: int) -> None:
    """The same patient on another table: moved by 30 mm, in a frame of its own, with an approved mask."""
    moved = Geometry(grid.shape, grid.spacing, _plus(grid.origin, (0, 0, 30)), grid.direction)
    phantom = make_phantom(moved.shape, seed)
    study = f"1.2.826.{case.pk}"
    scan = _Scan("prior", 1, phantom.image, moved, study, f"{study}.9", BEFORE)
    prior = open_case(series_id=_store(case, scan).pk)
    name = f"{case.project.slug}-past-{case.number}"
    reader = make_member(case.project, Role.ANNOTATOR, f"{name}-reader")
    revision = make_submission(make_assignment(prior, reader), phantom.truth)
    approve_revision(
        revision=revision,
        reviewer=make_member(case.project, Role.REVIEWER, f"{name}-reviewer"),
    )


def _store(case: Case, scan: _Scan) -> Series:
    datasets = make_series(
        scan.image,
        scan.geometry,
        seed=f"{case.pk}-{scan.description}",
        patient_id=case.patient.patient_id,
        modality="CT",
        description=scan.description,
    )
    for ds in datasets:
        ds.StudyInstanceUID, ds.FrameOfReferenceUID = scan.study_uid, scan.frame
        ds.StudyDate, ds.SeriesNumber = scan.day, scan.number
    return store_series(project=case.project, datasets=datasets)


def _resized(grid: Geometry, shape: tuple[int, int, int]) -> Geometry:
    """The same block of the patient in another number of voxels."""
    return Geometry(shape, _spacing(grid, shape), grid.origin, grid.direction)


def _spacing(grid: Geometry, shape: tuple[int, int, int]) -> Vector:
    z, y, x = (
        (n - 1) * mm / (m - 1) for n, mm, m in zip(grid.shape, grid.spacing, shape, strict=True)
    )
    return z, y, x


def _sagittal(grid: Geometry, shape: tuple[int, int, int]) -> Geometry:
    """That block scanned sagittally: slices from left to right, rows from the head down, columns to the back.

    Args:
        grid: an axial one.
        shape: slices, rows, columns.
    """
    deep, high, wide = shape
    z, y, x = _spacing(grid, (high, wide, deep))
    to_the_left = (grid.shape[2] - 1) * grid.spacing[2]
    to_the_head = (grid.shape[0] - 1) * grid.spacing[0]
    first = _plus(grid.origin, (to_the_left, 0, to_the_head))
    return Geometry.from_axes(shape, (x, z, y), first, (0, 1, 0), (0, 0, -1))


def _seen_sagittally(grid: Geometry, seed: int) -> NDArray[np.int16]:
    """The phantom in `_sagittal`'s order of slices, rows and columns."""
    deep, high, wide = grid.shape
    axial = make_phantom((high, wide, deep), seed).image
    return np.ascontiguousarray(np.transpose(axial, (2, 0, 1))[::-1, ::-1])


def _plus(a: Vector, b: tuple[float, float, float]) -> Vector:
    x, y, z = (one + other for one, other in zip(a, b, strict=True))
    return x, y, z
