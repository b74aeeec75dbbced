"""A small picture of a series for lists."""

from collections.abc import Sequence
from pathlib import Path

from labeling.imaging.decoding import read_frame
from labeling.imaging.problems import DicomProblem
from labeling.imaging.rendering import picture, representative
from labeling.imaging.windowing import Window, shown

SIDE = 192


def thumbnail(
    paths: Sequence[Path], window: tuple[float, float] | None = None, side: int = SIDE
) -> bytes:
    """PNG, at most `side` pixels high and wide, of the middle slice (or of its middle frame).

    Windowed as `windowing.shown` says, with a window as `(centre, width)` in modality units. The
    true proportions of the pixels are kept.

    Raises:
        DicomProblem: the slice cannot be decoded.
    """
    if not paths:
        raise DicomProblem("no_pixels", "expected at least one slice, got none")
    path = paths[len(paths) // 2]
    number = representative(path) if len(paths) == 1 else 1
    frame = read_frame(path, number)
    return picture(shown(frame, number, Window(*window) if window else None), frame.ds, side)
