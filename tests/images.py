"""Small synthetic DICOM for every test: sound by default, one defect by keyword.

`make_series()` gives a sound oblique MR series; `make_series(missing=3)` the same without its
fourth slice. `save` and `to_bytes` make files of data sets. Every call with the same arguments
gives the same bytes.
"""

import struct
from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Literal

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import UID

from labeling.imaging.geometry import Geometry
from labeling.imaging.synthesis import PatientIdentity, SeriesText, series_from_volume

SHAPE = (6, 5, 7)


def oblique_geometry(
    shape: tuple[int, int, int] = SHAPE, spacing: tuple[float, float, float] = (2.5, 0.7, 0.9)
) -> Geometry:
    """Anisotropic and turned about two axes."""
    a, b = np.deg2rad(20), np.deg2rad(-35)
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    tip = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    x, y, _ = (turn @ tip).T
    return Geometry.from_axes(shape, spacing, (-31.5, 12.25, 80.125), tuple(x), tuple(y))


def straight_geometry(shape: tuple[int, int, int] = SHAPE) -> Geometry:
    """Axial, 1 mm, at the origin."""
    return Geometry.from_axes(shape, (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (1, 0, 0), (0, 1, 0))


def some_volume(shape: tuple[int, int, int] = SHAPE, seed: int = 1) -> np.ndarray:
    """Int16 intensities 0 to 999, different in every voxel order."""
    return np.random.default_rng(seed).integers(0, 1000, shape).astype(np.int16)


def make_series(
    volume: np.ndarray | None = None,
    geometry: Geometry | None = None,
    *,
    seed: str = "series",
    patient_id: str = "P1",
    patient_name: str = "Sentinel^Name",
    modality: str = "MR",
    description: str = "synthetic",
    missing: int | None = None,
    duplicate_position: int | None = None,
    turned: int | None = None,
    odd_size: int | None = None,
    uneven: int | None = None,
    no_position: int | None = None,
    no_pixels: int | None = None,
    tilt_degrees: float = 0.0,
) -> list[Dataset]:
    """A series in z order, with at most the named defects.

    Args:
        volume: `(z, y, x)`; `some_volume` of the geometry's shape by default.
        geometry: `oblique_geometry` by default.
        seed: UIDs follow from it.
        patient_id: of each slice.
        patient_name: of each slice.
        modality: DICOM modality.
        description: SeriesDescription.
        missing: index of a slice that is left out.
        duplicate_position: this slice gets the place of the one before it.
        turned: this slice gets another orientation.
        odd_size: this slice has one row less.
        uneven: this slice lies a third of a gap off its place.
        no_position: this slice has no ImagePositionPatient.
        no_pixels: this slice has no pixels, rows or columns.
        tilt_degrees: gantry tilt; the slices are sheared along y.
    """
    grid = geometry or oblique_geometry(SHAPE if volume is None else volume.shape)
    slices = series_from_volume(
        some_volume(grid.shape) if volume is None else volume,
        grid,
        patient=PatientIdentity(patient_id, patient_name),
        uid_seed=seed,
        modality=modality,
        text=SeriesText(series_description=description),
    )
    _spoil_place(slices, grid, duplicate_position, turned, uneven, no_position)
    if odd_size is not None:
        _drop_row(slices[odd_size])
    if no_pixels is not None:
        del slices[no_pixels].PixelData, slices[no_pixels].Rows, slices[no_pixels].Columns
    if tilt_degrees:
        _tilt(slices, grid, tilt_degrees)
    if missing is not None:
        del slices[missing]
    return slices


def make_instance(**options: object) -> Dataset:
    """One sound slice, the middle one of `make_series(**options)`."""
    slices = make_series(**options)  # type: ignore[arg-type]
    return slices[len(slices) // 2]


def to_bytes(ds: Dataset) -> bytes:
    out = BytesIO()
    ds.save_as(out, enforce_file_format=True)
    return out.getvalue()


def save(folder: Path, slices: Sequence[Dataset]) -> list[Path]:
    """Files `0000.dcm`, ... in the order given."""
    paths = [folder / f"{n:04d}.dcm" for n in range(len(slices))]
    for path, ds in zip(paths, slices, strict=True):
        path.write_bytes(to_bytes(ds))
    return paths


def _spoil_place(
    slices: Sequence[Dataset],
    grid: Geometry,
    duplicate: int | None,
    turned: int | None,
    uneven: int | None,
    unplaced: int | None,
) -> None:
    if duplicate is not None:
        slices[duplicate].ImagePositionPatient = slices[duplicate - 1].ImagePositionPatient
    if turned is not None:
        slices[turned].ImageOrientationPatient = [0, 1, 0, 0, 0, -1]
    if uneven is not None:
        _move(slices[uneven], np.array(grid.direction[0]) * grid.spacing[0] / 3)
    if unplaced is not None:
        del slices[unplaced].ImagePositionPatient


def _drop_row(ds: Dataset) -> None:
    ds.PixelData = ds.PixelData[: -2 * ds.Columns]
    ds.Rows -= 1


def _move(ds: Dataset, by: np.ndarray) -> None:
    ds.ImagePositionPatient = [
        round(float(a) + b, 6) for a, b in zip(ds.ImagePositionPatient, by, strict=True)
    ]


def _tilt(slices: Sequence[Dataset], geometry: Geometry, degrees: float) -> None:
    shift = geometry.spacing[0] * np.tan(np.deg2rad(degrees)) * np.array(geometry.direction[1])
    for z, ds in enumerate(slices):
        _move(ds, z * shift)


def encapsulated(
    ds: Dataset,
    frames: Sequence[Sequence[bytes]],
    syntax: str,
    *,
    table: Literal["none", "basic", "extended"] = "none",
) -> Dataset:
    """A copy of `ds` with coded frames, each given as its fragments."""
    out = deepcopy(ds)
    out.file_meta.TransferSyntaxUID = UID(syntax)
    out.NumberOfFrames = len(frames)
    items, starts, position = b"", [], 0
    for frame in frames:
        starts.append(position)
        for fragment in frame:
            item = struct.pack("<HHL", 0xFFFE, 0xE000, len(fragment)) + fragment
            items += item
            position += len(item)
    offsets = struct.pack(f"<{len(starts)}L", *starts) if table == "basic" else b""
    first = struct.pack("<HHL", 0xFFFE, 0xE000, len(offsets)) + offsets
    if table == "extended":
        out.ExtendedOffsetTable = struct.pack(f"<{len(starts)}Q", *starts)
        out.ExtendedOffsetTableLengths = struct.pack(
            f"<{len(starts)}Q", *(sum(map(len, frame)) for frame in frames)
        )
    out.PixelData = first + items
    out["PixelData"].VR = "OB"
    out["PixelData"].is_undefined_length = True
    return out
