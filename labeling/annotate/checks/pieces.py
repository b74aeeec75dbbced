"""The pieces of a label and the holes in it, found in the label's own box."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from labeling.annotate.checks.findings import Index

Mask = NDArray[np.uint8]
Box = tuple[slice, slice, slice]
Named = NDArray[np.int32]

CRUMB = 0.01  # of the largest piece: smaller ones are crumbs
MANY_CRUMBS = 3
MANY_PIECES = 10
SMALL = 0.1  # of the largest piece: only smaller ones can be "far from the rest"
FAR_MM = 20.0


@dataclass(frozen=True)
class Pieces:
    """6-connected pieces of a label.

    Attributes:
        count: all of them.
        crumbs: those under 1 % of the largest.
        crumb: a voxel `(z, y, x)` of the largest crumb.
        far_mm: gap in mm between the boxes of the farthest small piece and of the largest piece.
        far_voxels: size of that piece. far: a voxel of it.
    """

    count: int
    crumbs: int
    crumb: Index | None
    far_mm: float
    far_voxels: int
    far: Index | None

    @property
    def many(self) -> bool:
        return self.crumbs >= MANY_CRUMBS or self.count > MANY_PIECES


@dataclass(frozen=True)
class Holes:
    """Background that a label encloses in three dimensions; `place` is in the largest."""

    count: int
    voxels: int
    place: Index | None


def pieces_of(inside: NDArray[np.bool_], box: Box, spacing: tuple[float, float, float]) -> Pieces:
    """The pieces of a label.

    Args:
        inside: where the label is, `(z, y, x)`, cropped to `box`, which it fills to its edges.
        box: where that lies in the volume.
        spacing: mm along `(z, y, x)`.
    """
    named, count = _name(inside)
    if count < 2:
        return Pieces(count, 0, None, 0.0, 0, None)
    sizes = np.bincount(named[inside], minlength=count + 1)[1:]
    boxes = boxes_in(named)
    main = int(sizes.argmax())
    crumbs = np.flatnonzero(sizes < CRUMB * sizes[main])
    largest_crumb = int(crumbs[sizes[crumbs].argmax()]) if crumbs.size else None
    gaps = _gaps(boxes, main, spacing)
    gaps[sizes > SMALL * sizes[main]] = 0.0
    farthest = int(gaps.argmax())
    is_far = bool(gaps[farthest] > FAR_MM)
    return Pieces(
        count=count,
        crumbs=int(crumbs.size),
        crumb=None if largest_crumb is None else _voxel(named, boxes, largest_crumb, box),
        far_mm=float(gaps[farthest]) if is_far else 0.0,
        far_voxels=int(sizes[farthest]) if is_far else 0,
        far=_voxel(named, boxes, farthest, box) if is_far else None,
    )


def holes_of(labels: Mask, inside: NDArray[np.bool_], box: Box) -> Holes:
    """What the label encloses, if all of it is background: another label inside is no hole.

    Args:
        labels: the mask cropped to `box`, uint8 `(z, y, x)`.
        inside: where the label is, same crop.
        box: where that lies in the volume.
    """
    named, count = _name(~inside)
    reaching = np.zeros(count + 1, bool)
    for axis in range(3):
        for face in (0, -1):
            reaching[np.take(named, face, axis)] = True
    reaching[0] = True
    if reaching.all():
        return Holes(0, 0, None)
    enclosed = ~reaching[named]
    other = np.unique(named[enclosed & (labels != 0)])
    sizes = np.bincount(named[enclosed], minlength=count + 1)
    sizes[other] = 0
    if not sizes.any():
        return Holes(0, 0, None)
    largest = int(sizes.argmax())
    boxes = boxes_in(named)
    place = _voxel(named, boxes, largest - 1, box)
    return Holes(int(np.count_nonzero(sizes)), int(sizes.sum()), place)


def boxes_in(named: Named | Mask, most: int = 0) -> list[Box]:
    """The box of each number from 1 on; an empty box at the origin for one that does not occur."""
    nowhere = (slice(0, 0), slice(0, 0), slice(0, 0))
    found = ndimage.find_objects(named, max_label=most)
    return [nowhere if box is None else (box[0], box[1], box[2]) for box in found]


def _name(inside: NDArray[np.bool_]) -> tuple[Named, int]:
    """Numbers the 6-connected pieces from 1 on; how many there are."""
    named, count = ndimage.label(inside)
    return np.asarray(named, np.int32), int(count)


def middle_of(inside: NDArray[np.bool_], box: Box) -> Index:
    """A voxel of the label in its middle slice, in indices of the volume."""
    filled = np.flatnonzero(inside.any(axis=(1, 2)))
    z = int(filled[len(filled) // 2])
    found = np.argwhere(inside[z])
    y, x = found[len(found) // 2].tolist()
    return box[0].start + z, box[1].start + y, box[2].start + x


def _gaps(boxes: list[Box], main: int, spacing: tuple[float, float, float]) -> NDArray[np.float64]:
    """Distance in mm of each box from that of the main piece; 0 where they meet."""
    starts = np.array([[side.start for side in box] for box in boxes], float)
    stops = np.array([[side.stop for side in box] for box in boxes], float)
    apart = np.maximum(starts - stops[main], starts[main] - stops)
    return np.asarray(np.linalg.norm(np.maximum(apart, 0) * spacing, axis=1), float)


def _voxel(named: Named, boxes: list[Box], piece: int, outer: Box) -> Index:
    """A voxel of a piece (from 0), in indices of the volume."""
    z, y, x = middle_of(named[boxes[piece]] == piece + 1, boxes[piece])
    return outer[0].start + z, outer[1].start + y, outer[2].start + x
