"""A small picture of a series for lists."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset

from labeling.imaging.decoding import Frame, modality_values, read_frame
from labeling.imaging.frames import pixel_format
from labeling.imaging.part10 import UNREADABLE, read_part10, value_of
from labeling.imaging.pixels import lenient
from labeling.imaging.problems import DicomProblem
from labeling.imaging.slices import SliceHeader

SIDE = 192
Window = tuple[float, float]  # centre, width in modality units


def thumbnail(paths: Sequence[Path], window: Window | None = None, side: int = SIDE) -> bytes:
    """PNG, at most `side` pixels high and wide, of the middle slice (or middle frame).

    Without a window: the one the scan names, else from the 1st to the 99th percentile. The true
    proportions of the pixels are kept.

    Raises:
        DicomProblem: the slice cannot be decoded.
    """
    if not paths:
        raise DicomProblem("no_pixels", "expected at least one slice, got none")
    path = paths[len(paths) // 2]
    frame = read_frame(path, _frame_count(path) // 2 + 1 if len(paths) == 1 else 1)
    image = Image.fromarray(_grey(frame, window))
    image.thumbnail((side * 4, side * 4))
    image = image.resize(_size(frame.ds, image.size, side), Image.Resampling.BOX)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _frame_count(path: Path) -> int:
    with path.open("rb") as stream, lenient():
        file = read_part10(stream)
        return pixel_format(file.ds, file.pixels.keyword).frames if file.pixels else 1


def _grey(frame: Frame, window: Window | None) -> NDArray[np.uint8]:
    """Uint8, `(y, x)` or RGB `(y, x, 3)`."""
    if frame.pixels.ndim == 3 and frame.pixels.dtype == np.uint8:
        return np.ascontiguousarray(frame.pixels[..., :3])
    values = modality_values(frame)
    low, high = _limits(values, window or _named_window(frame.ds))
    scaled = np.clip((values - low) / (high - low), 0, 1)
    if value_of(frame.ds, "PhotometricInterpretation") == "MONOCHROME1":
        scaled = 1 - scaled
    return np.asarray(np.round(np.nan_to_num(scaled) * 255), np.uint8)


def _limits(values: NDArray[np.float32], window: Window | None) -> tuple[float, float]:
    if window:
        centre, width = window
        low, high = centre - width / 2, centre + width / 2
    else:
        finite = values[np.isfinite(values)]
        low, high = np.percentile(finite, (1, 99)).tolist() if finite.size else (0.0, 1.0)
    return low, high if high > low else low + 1


def _named_window(ds: Dataset) -> Window | None:
    """The first window of the data set, if it has one that can be used."""
    try:
        centre, width = (
            float(v[0] if isinstance(v, Sequence) and not isinstance(v, str) else v)
            for v in (ds["WindowCenter"].value, ds["WindowWidth"].value)
        )
    except UNREADABLE:
        return None
    usable = width >= 1 and bool(np.isfinite([centre, width]).all())
    return (centre, width) if usable else None


def _size(ds: Dataset, size: tuple[int, int], side: int) -> tuple[int, int]:
    """Width and height within `side`, with square millimetres."""
    rows, columns = SliceHeader.from_dataset(ds).pixel_spacing or (1.0, 1.0)
    width, height = size[0] * columns, size[1] * rows
    scale = side / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
