"""What the ordering of a series needs to know of each slice: an instance, or a frame of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from pydicom.dataset import Dataset

from labeling.imaging import nuclear
from labeling.imaging.functional_groups import PER_FRAME, items, macro
from labeling.imaging.geometry import Vector
from labeling.imaging.mosaic import is_mosaic
from labeling.imaging.part10 import value_of

Pair = tuple[float, float]
Orientation = tuple[float, float, float, float, float, float]

MARKS = (  # what tells volumes of one series apart, by the macro of an enhanced object
    ("FrameContentSequence", "TemporalPositionIndex"),
    ("MREchoSequence", "EffectiveEchoTime"),
    ("MRDiffusionSequence", "DiffusionBValue"),
    ("MRImageFrameTypeSequence", "ComplexImageComponent"),
    ("", "TemporalPositionIdentifier"),
    ("", "EchoTime"),
    ("", "DiffusionBValue"),
)


def slice_key(sop_instance_uid: str, frame: int, number_of_frames: int) -> str:
    """A slice's name in its series: the UID, and `UID/frame` of an instance of several frames."""
    return f"{sop_instance_uid}/{frame}" if number_of_frames > 1 else sop_instance_uid


def instance_and_frame(key: str) -> tuple[str, int]:
    """SOPInstanceUID and frame (from 1) of a slice's key."""
    uid, _, frame = key.partition("/")
    return uid, int(frame or 1)


@dataclass(frozen=True)
class SliceHeader:
    """One slice's place and size; what is missing or malformed is None.

    `rows` and `columns` are 0 for an object without pixels. `pixel_spacing` is mm between rows,
    then between columns. `position` and `orientation` are LPS. `frame` counts from 1 in the
    instance; `marks` are values by which volumes at the same place differ (echo, time, b-value).
    `mosaic`: the image shows many slices side by side.
    """

    sop_instance_uid: str
    rows: int
    columns: int
    position: Vector | None
    orientation: Orientation | None
    pixel_spacing: Pair | None
    instance_number: int | None
    modality: str
    number_of_frames: int
    slice_thickness: float | None = None
    frame: int = 1
    marks: tuple[str, ...] = ()
    mosaic: bool = False

    @property
    def key(self) -> str:
        """What names the slice in its series, see `slice_key`."""
        return slice_key(self.sop_instance_uid, self.frame, self.number_of_frames)

    @classmethod
    def from_dataset(cls, ds: Dataset, frame: int = 1) -> "SliceHeader":
        """The header of a frame of a data set, read with or without its pixels."""
        stacked = nuclear.plane(ds, frame) or ds
        measures = macro(ds, frame, "PixelMeasuresSequence") or ds
        position = macro(ds, frame, "PlanePositionSequence") or stacked
        orientation = macro(ds, frame, "PlaneOrientationSequence") or stacked
        spacing = _floats(measures, "PixelSpacing", 2) or _floats(ds, "ImagerPixelSpacing", 2)
        thickness = _floats(measures, "SliceThickness", 1) or (None,)
        return cls(
            sop_instance_uid=str(value_of(ds, "SOPInstanceUID") or ""),
            rows=_integer(ds, "Rows") or 0,
            columns=_integer(ds, "Columns") or 0,
            position=_as_vector(_floats(position, "ImagePositionPatient", 3)),
            orientation=_as_orientation(_floats(orientation, "ImageOrientationPatient", 6)),
            pixel_spacing=_as_pair(spacing),
            instance_number=_integer(ds, "InstanceNumber"),
            modality=str(value_of(ds, "Modality") or ""),
            number_of_frames=max(1, _integer(ds, "NumberOfFrames") or 1),
            slice_thickness=thickness[0],
            frame=frame,
            marks=_marks(ds, frame),
            mosaic=frame == 1 and is_mosaic(ds),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in vars(self).items()
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "SliceHeader":
        fields: dict[str, Any] = {
            key: tuple(v) if isinstance(v, list) else v for key, v in value.items()
        }
        return cls(**fields)


def slice_headers(ds: Dataset) -> list[SliceHeader]:
    """A header for each frame that has a place of its own, or one for all where none has.

    Frames have places in enhanced objects and in reconstructed nuclear medicine; those of a cine
    or of projections have none.
    """
    frames = max(1, _integer(ds, "NumberOfFrames") or 1)
    placed = max(1, len(items(ds, PER_FRAME)), nuclear.stack_size(ds))
    return [SliceHeader.from_dataset(ds, n) for n in range(1, min(frames, placed) + 1)]


def _marks(ds: Dataset, frame: int) -> tuple[str, ...]:
    slot = nuclear.time_slot(ds, frame)
    found = [slot] if slot else []
    for name, keyword in MARKS:
        holder = macro(ds, frame, name) if name else ds
        value = value_of(holder, keyword) if holder else None
        if isinstance(value, int | float | str) and value != "":
            found.append(f"{keyword}={value}")
    return tuple(found)


def _floats(ds: Dataset, keyword: str, count: int) -> tuple[float, ...] | None:
    """Exactly `count` finite numbers, or None."""
    try:
        value = value_of(ds, keyword)
        if value is None:
            return None
        numbers = tuple(float(v) for v in ([value] if count == 1 else value))
    except (TypeError, ValueError, OverflowError):
        return None
    return numbers if len(numbers) == count and all(map(isfinite, numbers)) else None


def _integer(ds: Dataset, keyword: str) -> int | None:
    try:
        value = value_of(ds, keyword)
        return None if value is None else int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _as_vector(values: tuple[float, ...] | None) -> Vector | None:
    return None if values is None else (values[0], values[1], values[2])


def _as_pair(values: tuple[float, ...] | None) -> Pair | None:
    """A spacing that is not above zero is as good as none."""
    return None if values is None or min(values) <= 0 else (values[0], values[1])


def _as_orientation(values: tuple[float, ...] | None) -> Orientation | None:
    if values is None:
        return None
    a, b, c, d, e, f = values
    return a, b, c, d, e, f
