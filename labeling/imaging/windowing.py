"""From stored values to what a screen shows (PS3.3 C.11: modality, VOI, presentation).

Order of the VOI step: the window that was asked for, else the VOI LUT of the image, else its first
window, else from the 1st to the 99th percentile.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.pixels.processing import apply_color_lut, apply_voi
from pydicom.sequence import Sequence

from labeling.imaging.decoding import Frame, modality_values
from labeling.imaging.functional_groups import macro
from labeling.imaging.part10 import UNREADABLE, value_of
from labeling.imaging.pixels import lenient


class Function(StrEnum):
    """VOI LUT Function (0028,1056)."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


@dataclass(frozen=True)
class Window:
    """Centre and width in modality units. A linear width is at least 1, the others are above 0."""

    centre: float
    width: float
    function: Function = Function.LINEAR

    @property
    def is_usable(self) -> bool:
        finite = bool(np.isfinite([self.centre, self.width]).all())
        return finite and (self.width >= 1 if self.function is Function.LINEAR else self.width > 0)


def shown(frame: Frame, window: Window | None = None) -> NDArray[np.uint8]:
    """A frame as a screen shows it: uint8, `(y, x)` or RGB `(y, x, 3)`.

    A window changes grey images only. MONOCHROME1, and Presentation LUT Shape INVERSE, are shown
    with their lowest value white.
    """
    colour = _colour(frame)
    if colour is not None:
        return colour
    grey = _voi(frame, window)
    photometric = value_of(frame.ds, "PhotometricInterpretation")
    if photometric == "MONOCHROME1" or value_of(frame.ds, "PresentationLUTShape") == "INVERSE":
        grey = 1 - grey
    return np.asarray(np.round(np.nan_to_num(grey) * 255), np.uint8)


def windowed(values: NDArray[np.float32], window: Window) -> NDArray[np.float32]:
    """Modality values through a window to 0 .. 1, by the formulas of PS3.3 C.11.2.1.2 and .3."""
    centre, width = window.centre, window.width
    match window.function:
        case Function.SIGMOID:
            exponent = np.clip(-4 * (values - centre) / width, -80, 80)
            return np.asarray(1 / (1 + np.exp(exponent)), np.float32)
        case Function.LINEAR if width > 1:
            scaled = (values - (centre - 0.5)) / (width - 1) + 0.5
        case Function.LINEAR:
            scaled = np.asarray(values > centre - 0.5, np.float32)
        case Function.LINEAR_EXACT:
            scaled = (values - centre) / width + 0.5
    return np.asarray(np.clip(scaled, 0, 1), np.float32)


def named_window(ds: Dataset, number: int = 1) -> Window | None:
    """The first window that the data set names for a frame, if it can be used."""
    for item in _voi_items(ds, number):
        try:
            centre, width = (
                float(v[0] if isinstance(v, MultiValue) else v)
                for v in (item["WindowCenter"].value, item["WindowWidth"].value)
            )
        except UNREADABLE:
            continue
        name = str(value_of(item, "VOILUTFunction") or "LINEAR")
        window = Window(centre, width, Function(name) if name in set(Function) else Function.LINEAR)
        if window.is_usable:
            return window
    return None


def _voi(frame: Frame, window: Window | None) -> NDArray[np.float32]:
    values = modality_values(frame)
    if window is None:
        table = _by_table(values, frame.ds, frame.number)
        if table is not None:
            return table
    chosen = window or named_window(frame.ds, frame.number) or _whole_range(values)
    return windowed(values, chosen)


def _by_table(values: NDArray[np.float32], ds: Dataset, number: int) -> NDArray[np.float32] | None:
    """Through the first VOI LUT, 0 .. 1; None when there is none that can be used."""
    for item in _voi_items(ds, number):
        tables = value_of(item, "VOILUTSequence")
        if not isinstance(tables, Sequence) or not tables:
            continue
        try:
            bits = int(tables[0].LUTDescriptor[2])
            with lenient():
                found = apply_voi(np.round(np.nan_to_num(values)).astype(np.int32), item)
        except UNREADABLE:
            continue
        if 1 <= bits <= 16:
            return np.asarray(np.clip(found / (2**bits - 1), 0, 1), np.float32)
    return None


def _voi_items(ds: Dataset, number: int) -> list[Dataset]:
    """Where a VOI may stand: the frame's functional group, the top."""
    group = macro(ds, number, "FrameVOILUTSequence")
    return [ds] if group is None else [group, ds]


def _whole_range(values: NDArray[np.float32]) -> Window:
    finite = values[np.isfinite(values)]
    low, high = np.percentile(finite, (1, 99)).tolist() if finite.size else (0.0, 1.0)
    high = high if high > low else low + 1
    return Window((low + high) / 2, high - low, Function.LINEAR_EXACT)


def _colour(frame: Frame) -> NDArray[np.uint8] | None:
    """RGB uint8 of a colour frame, None of a grey one."""
    pixels, ds = frame.pixels, frame.ds
    depth = _integer(ds, "BitsStored") or pixels.dtype.itemsize * 8
    if value_of(ds, "PhotometricInterpretation") == "PALETTE COLOR" and pixels.ndim == 2:
        with lenient():
            pixels = apply_color_lut(pixels, ds)
        depth = pixels.dtype.itemsize * 8
    if pixels.ndim != 3 or pixels.dtype.kind not in "ui":
        return None
    return _eight_bits(pixels[..., :3], depth)


def _eight_bits(pixels: NDArray[Any], depth: int) -> NDArray[np.uint8]:
    if depth > 8:
        pixels = pixels >> (depth - 8)
    return np.ascontiguousarray(np.clip(pixels, 0, 255), dtype=np.uint8)


def _integer(ds: Dataset, keyword: str) -> int | None:
    value = value_of(ds, keyword)
    return value if isinstance(value, int) else None
