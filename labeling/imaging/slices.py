"""What the ordering of a series needs to know of each instance."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from labeling.imaging.geometry import Vector
from labeling.imaging.part10 import value_of

Pair = tuple[float, float]
Orientation = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class SliceHeader:
    """One instance's place and size; what is missing or malformed is None.

    `rows` and `columns` are 0 for an object without pixels. `pixel_spacing` is mm between rows,
    then between columns. `position` and `orientation` are LPS.
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

    @classmethod
    def from_dataset(cls, ds: Dataset) -> "SliceHeader":
        """The header of a data set, read with or without its pixels.

        An enhanced single-frame object keeps its place in functional groups, which are read too.
        """
        spacing = _floats(ds, "PixelSpacing", 2) or _floats(ds, "ImagerPixelSpacing", 2)
        thickness = _floats(ds, "SliceThickness", 1)
        groups = [ds, *_functional_groups(ds)]
        position = _first(groups, "ImagePositionPatient", 3)
        orientation = _first(groups, "ImageOrientationPatient", 6)
        return cls(
            sop_instance_uid=str(value_of(ds, "SOPInstanceUID") or ""),
            rows=_integer(ds, "Rows") or 0,
            columns=_integer(ds, "Columns") or 0,
            position=_as_vector(position),
            orientation=_as_orientation(orientation),
            pixel_spacing=_as_pair(spacing or _first(groups, "PixelSpacing", 2)),
            instance_number=_integer(ds, "InstanceNumber"),
            modality=str(value_of(ds, "Modality") or ""),
            number_of_frames=max(1, _integer(ds, "NumberOfFrames") or 1),
            slice_thickness=(thickness or _first(groups, "SliceThickness", 1) or (None,))[0],
        )

    def to_json(self) -> dict[str, Any]:
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "SliceHeader":
        fields: dict[str, Any] = {
            key: tuple(v) if isinstance(v, list) else v for key, v in value.items()
        }
        return cls(**fields)


def _functional_groups(ds: Dataset) -> list[Dataset]:
    """The items in which an enhanced object of one frame keeps position, orientation, measures."""
    found = []
    for keyword in ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"):
        items = _items(ds, keyword)
        for name in ("PlanePositionSequence", "PlaneOrientationSequence", "PixelMeasuresSequence"):
            if len(items) == 1:
                found += _items(items[0], name)[:1]
    return found


def _items(ds: Dataset, keyword: str) -> list[Dataset]:
    value = value_of(ds, keyword)
    return list(value) if isinstance(value, Sequence) else []


def _first(groups: list[Dataset], keyword: str, count: int) -> tuple[float, ...] | None:
    return next((value for ds in groups if (value := _floats(ds, keyword, count))), None)


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
