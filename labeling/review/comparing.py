"""Where two readers differ, and by how much. Only jobs come here: scipy is not for the web process."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, spatial

from labeling.imaging.overlap import without

Mask = NDArray[np.uint8]
Flags = NDArray[np.bool_]

MOST_PLACES = 200
_FACES = ndimage.generate_binary_structure(3, 1)
_IN_PLANE = _FACES & np.array([0, 1, 0], bool)[:, None, None]


@dataclass(frozen=True)
class Place:
    """A connected region where the readers differ.

    Attributes:
        index: a voxel of it, [z, y, x], in the middle of its largest slice.
        voxels: its size.
        ml: its size.
        labels: [the one's label, the other's label], the pairs that occur in it, commonest first.
        thin: nowhere more than two voxels wide in the slices: two hands on one border.
    """

    index: list[int]
    voxels: int
    ml: float
    labels: list[list[int]]
    thin: bool


@dataclass(frozen=True)
class Agreement:
    """Of one label: Dice, volumes, distances of the surfaces in mm (None where one reader has none)."""

    dice: float
    ml: list[float]
    mean_mm: float | None
    hd95_mm: float | None


def compare(
    one: Mask, other: Mask, spacing: Sequence[float], ignored: int | None = None
) -> dict[str, Any]:
    """All of it as JSON: `labels`, `dice` (mean), `voxels`, `per_slice`, `places`.

    Where one of them says that nobody judged, nothing is compared.

    Args:
        one: uint8 `(z, y, x)`.
        other: on the same grid.
        spacing: mm, (z, y, x).
        ignored: label value of what nobody judged.
    """
    one, other = without(one, other, ignored)
    differ = one != other
    labels = agreement(one, other, spacing)
    return {
        "labels": {str(value): asdict(found) for value, found in labels.items()},
        "dice": float(np.mean([found.dice for found in labels.values()])) if labels else 1.0,
        "voxels": int(np.count_nonzero(differ)),
        "per_slice": np.count_nonzero(differ, axis=(1, 2)).tolist(),
        "places": [asdict(place) for place in places(one, other, differ, spacing)],
    }


def agreement(one: Mask, other: Mask, spacing: Sequence[float]) -> dict[int, Agreement]:
    """By the foreground labels that occur in either."""
    joint = np.zeros((256, 256), np.int64)
    for here, there in zip(one, other, strict=True):
        pairs = here.ravel().astype(np.uint16) * 256 + there.ravel()
        joint += np.bincount(pairs, minlength=65536).reshape(256, 256)
    in_one, in_other = joint.sum(axis=1), joint.sum(axis=0)
    ml = float(np.prod(spacing)) / 1000
    found = {}
    for value in np.flatnonzero(in_one + in_other).tolist():
        if value:
            mean, hd95 = _surface_distances(one == value, other == value, spacing)
            found[value] = Agreement(
                dice=float(2 * joint[value, value] / (in_one[value] + in_other[value])),
                ml=[float(in_one[value] * ml), float(in_other[value] * ml)],
                mean_mm=mean,
                hd95_mm=hd95,
            )
    return found


def places(one: Mask, other: Mask, differ: Flags, spacing: Sequence[float]) -> list[Place]:
    """The regions to look at: what is more than a border first, each time the largest first.

    Two hands differ along every border, and thin rims join everything to one region. So the regions
    are those of the disagreement opened in its slices (a cross of 3 x 3); a connected part that
    opening removes whole is a place too, after all of them.
    """
    box = _box_of(differ)
    if box is None:
        return []
    corner = [side.start for side in box]
    inside, here, there = differ[box], one[box], other[box]
    thick = ndimage.binary_dilation(ndimage.binary_erosion(inside, _IN_PLANE), _IN_PLANE)
    ml = float(np.prod(spacing)) / 1000
    found = [
        _place(part, where, here, there, corner, ml, thin=False) for part, where in _parts(thick)
    ]
    rims = _without(inside, thick)
    left = MOST_PLACES - len(found)
    found += [
        _place(part, where, here, there, corner, ml, thin=True)
        for part, where in _parts(rims, most=left)
    ]
    return found


def _without(flags: Flags, thick: Flags) -> Flags:
    """The connected parts of `flags` in which nothing is thick."""
    numbers, count = ndimage.label(flags, _FACES)
    has = np.zeros(count + 1, bool)
    has[numbers[thick]] = True
    has[0] = True
    rims: Flags = ~has[numbers]
    return rims


def _parts(
    flags: Flags, most: int = MOST_PLACES
) -> Iterator[tuple[Flags, tuple[slice, slice, slice]]]:
    """Each connected part in its box, the largest first."""
    numbers, count = ndimage.label(flags, _FACES)
    sizes = np.bincount(numbers.ravel(), minlength=count + 1)[1:]
    boxes = ndimage.find_objects(numbers)
    for at in np.argsort(-sizes, kind="stable")[:most].tolist():
        yield numbers[boxes[at]] == at + 1, boxes[at]


def _place(
    part: Flags,
    where: tuple[slice, slice, slice],
    one: Mask,
    other: Mask,
    corner: Sequence[int],
    ml: float,
    *,
    thin: bool,
) -> Place:
    start = [side.start + offset for side, offset in zip(where, corner, strict=True)]
    voxels = int(np.count_nonzero(part))
    pairs = one[where][part].astype(np.uint16) * 256 + other[where][part]
    values, counts = np.unique(pairs, return_counts=True)
    commonest = values[np.argsort(-counts, kind="stable")].tolist()
    return Place(
        index=[at + offset for at, offset in zip(_middle(part), start, strict=True)],
        voxels=voxels,
        ml=round(voxels * ml, 4),
        labels=[[pair // 256, pair % 256] for pair in commonest],
        thin=thin,
    )


def _middle(part: Flags) -> list[int]:
    """The voxel of the fullest slice that lies nearest to that slice's centre of mass."""
    z = int(np.argmax(np.count_nonzero(part, axis=(1, 2))))
    inside = np.argwhere(part[z])
    off = inside - inside.mean(axis=0)
    y, x = inside[int(np.argmin((off**2).sum(axis=1)))].tolist()
    return [z, y, x]


def _box_of(flags: Flags) -> tuple[slice, slice, slice] | None:
    """The box around what is set."""
    spans = []
    for axis in range(3):
        others = tuple(other for other in range(3) if other != axis)
        set_at = np.flatnonzero(flags.any(axis=others))
        if set_at.size == 0:
            return None
        spans.append(slice(int(set_at[0]), int(set_at[-1]) + 1))
    return spans[0], spans[1], spans[2]


def _surface_distances(
    one: Flags, other: Flags, spacing: Sequence[float]
) -> tuple[float | None, float | None]:
    """Mean symmetric distance and the larger directed 95th percentile (Huttenlocher 1993), mm."""
    surfaces = [_surface(mask, spacing) for mask in (one, other)]
    if not all(len(surface) for surface in surfaces):
        return None, None
    there, back = _nearest(surfaces[0], surfaces[1]), _nearest(surfaces[1], surfaces[0])
    mean = float((there.sum() + back.sum()) / (len(there) + len(back)))
    return mean, float(max(np.percentile(there, 95), np.percentile(back, 95)))


def _nearest(points: NDArray[np.float64], of: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each point is from the nearest one of the others."""
    distances, _ = spatial.KDTree(of).query(points)
    return np.asarray(distances)


def _surface(mask: Flags, spacing: Sequence[float]) -> NDArray[np.float64]:
    """The voxels that touch the outside, in mm from the corner of the grid, (n, 3)."""
    box = _box_of(mask)
    if box is None:
        return np.empty((0, 3))
    inside = mask[box]
    core = ndimage.binary_erosion(np.pad(inside, 1))[1:-1, 1:-1, 1:-1]
    points = np.argwhere(inside & ~core) + [side.start for side in box]
    scaled: NDArray[np.float64] = points * np.asarray(spacing, float)
    return scaled
