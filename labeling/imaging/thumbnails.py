"""A small picture of a series for lists."""

from labeling.imaging.decoding import FramePlace, read_frame
from labeling.imaging.rendering import picture
from labeling.imaging.windowing import Window, shown

SIDE = 192


def thumbnail(
    place: FramePlace, window: tuple[float, float] | None = None, side: int = SIDE
) -> bytes:
    """PNG, at most `side` pixels high and wide, of one frame.

    Windowed as `windowing.shown` says, with a window as `(centre, width)` in modality units. The
    true proportions of the pixels are kept.

    Raises:
        DicomProblem: the frame cannot be decoded.
    """
    frame = read_frame(place.path, place.number)
    return picture(shown(frame, Window(*window) if window else None), frame.ds, side)
