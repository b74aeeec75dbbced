"""From DICOM SEG to a labelmap on the grid of a scan."""

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from labeling.imaging.coded_labels import CodedLabel
from labeling.imaging.decoding import FrameReader
from labeling.imaging.functional_groups import macro
from labeling.imaging.geometry import Geometry
from labeling.imaging.masks import Mask
from labeling.imaging.part10 import UNREADABLE, read_part10
from labeling.imaging.pixels import lenient
from labeling.imaging.problems import DicomProblem, MaskProblem

OFF_GRID = 0.1  # part of a voxel by which a frame may lie beside the grid


def read_seg(
    source: Path | bytes, geometry: Geometry, labels: Sequence[CodedLabel] | None = None
) -> Mask:
    """Label values uint8 `(z, y, x)` on a scan's grid, each frame placed by its position.

    Frames may run along the grid's axes in any sense (axial, coronal, reversed).

    Args:
        source: a SEG file, or its bytes.
        geometry: of the scan.
        labels: give the value of each segment, found by its coded type, and by its name where
            types repeat; without them the value is the segment number.

    Raises:
        DicomProblem: not a readable DICOM file, `not_seg`, `unsupported_seg` (fractional).
        MaskProblem: `other_grid`, `outside`, `overlap`, `unknown_segment`.
    """
    data = source.read_bytes() if isinstance(source, Path) else source
    with lenient():
        file = read_part10(BytesIO(data))
        ds = file.ds
        if "SegmentSequence" not in ds or file.pixels is None:
            raise DicomProblem("not_seg", "expected a DICOM segmentation, got another object")
        kind = str(ds.get("SegmentationType", ""))
        if kind not in {"BINARY", "LABELMAP"}:
            raise DicomProblem("unsupported_seg", f"expected a binary or labelmap SEG, got {kind}")
        values = _label_values(ds, labels)
        mask = np.zeros(geometry.shape, np.uint8)
        reader = FrameReader(file)
        for number in range(1, reader.form.frames + 1):
            pixels = reader.array(number)
            if not pixels.any():
                continue
            index = _indices(ds, number - 1, pixels, geometry)
            if kind == "BINARY":
                found = np.full(len(index), values(_segment_number(ds, number - 1)), np.uint8)
            else:
                found = np.array([values(int(v)) for v in pixels[pixels != 0]], np.uint8)
            _paint(mask, index, found)
    return mask


def _label_values(ds: Dataset, labels: Sequence[CodedLabel] | None) -> Callable[[int], int]:
    """From segment number to label value."""
    table: dict[int, int] = {}
    for segment in ds.SegmentSequence:
        number = int(segment.SegmentNumber)
        table[number] = number if labels is None else _match(segment, labels)

    def value(number: int) -> int:
        if number not in table or not 1 <= table[number] <= 255:
            raise MaskProblem("unknown_segment", f"expected a described segment, got {number}")
        return table[number]

    return value


def _match(segment: Dataset, labels: Sequence[CodedLabel]) -> int:
    name = str(segment.get("SegmentLabel", ""))
    try:
        code = segment.SegmentedPropertyTypeCodeSequence[0]
        kind = (str(code.CodeValue), str(code.CodingSchemeDesignator))
    except UNREADABLE:
        kind = ("", "")
    alike = [label for label in labels if (label.type.value, label.type.scheme) == kind]
    named = [label for label in alike or labels if label.name == name]
    found = named or (alike if len(alike) == 1 else [])
    if len(found) != 1:
        raise MaskProblem(
            "unknown_segment",
            f"expected segments of the label set, segment {segment.SegmentNumber} is not of it",
        )
    return found[0].value


def _segment_number(ds: Dataset, frame: int) -> int:
    item = _group(ds, frame, "SegmentIdentificationSequence")
    return int(item.ReferencedSegmentNumber)


def _indices(ds: Dataset, frame: int, pixels: NDArray[Any], geometry: Geometry) -> NDArray[np.intp]:
    """Voxel `(z, y, x)` of each pixel above zero, in the order of `pixels[pixels != 0]`."""
    try:
        position = _floats(_group(ds, frame, "PlanePositionSequence").ImagePositionPatient)
        cosines = _floats(_group(ds, frame, "PlaneOrientationSequence").ImageOrientationPatient)
        rows, columns = _floats(_group(ds, frame, "PixelMeasuresSequence").PixelSpacing)
    except UNREADABLE as error:
        raise MaskProblem(
            "no_position", f"expected frame {frame + 1} to give its place in the patient"
        ) from error
    down, along = np.array(cosines[3:]) * rows, np.array(cosines[:3]) * columns
    corner = geometry.patient_to_index(position)
    steps = geometry.patient_to_index(np.array([position + down, position + along])) - corner
    where = np.argwhere(pixels)
    exact = corner + where @ steps
    index = np.rint(exact).astype(np.intp)
    if np.abs(exact - index).max() > OFF_GRID:
        raise MaskProblem(
            "other_grid",
            f"expected voxels of the scan, frame {frame + 1} lies between them "
            f"by up to {np.abs(exact - index).max():.2f}",
        )
    if index.min() < 0 or (index >= np.array(geometry.shape)).any():
        raise MaskProblem(
            "outside", f"expected voxels within the scan, frame {frame + 1} has some beyond it"
        )
    return index


def _paint(mask: Mask, index: NDArray[np.intp], values: NDArray[np.uint8]) -> None:
    z, y, x = index.T
    before = mask[z, y, x]
    shared = int(((before != 0) & (before != values)).sum())
    if shared:
        raise MaskProblem("overlap", f"expected one label for each voxel, {shared} voxels have two")
    mask[z, y, x] = values


def _group(ds: Dataset, frame: int, keyword: str) -> Dataset:
    """The functional group of a frame, counted from 0."""
    item = macro(ds, frame + 1, keyword)
    if item is None:
        raise MaskProblem("no_position", f"expected frame {frame + 1} to have a {keyword}")
    return item


def _floats(values: Any) -> NDArray[np.float64]:
    return np.array([float(v) for v in values])
