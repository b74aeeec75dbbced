"""All checks of one mask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labeling.annotate.checks.cohort import ENOUGH, Usual
from labeling.annotate.checks.findings import Finding, Index
from labeling.annotate.checks.pieces import Box, boxes_in, holes_of, middle_of, pieces_of

Mask = NDArray[np.uint8]
MOSTLY = 0.8  # of the approved masks: a label that so many have is missed


@dataclass(frozen=True)
class _Subject:
    """A label of the mask: what every check needs to know of it."""

    value: int
    name: str
    voxel_ml: float


def check_mask(
    mask: Mask,
    *,
    spacing: tuple[float, float, float],
    labels: Mapping[int, str],
    usual: Usual,
    draft: Callable[[], Mask | None],
) -> list[Finding]:
    """What a reader should look at before handing in, label by label.

    Args:
        mask: uint8 `(z, y, x)`.
        spacing: mm along `(z, y, x)`.
        labels: names by value.
        usual: over the approved masks of the project.
        draft: gives the pre-label on the same grid, or None; asked only where something is missing
            or touches the border, since reading it takes a while.
    """
    boxes = _boxes(mask, max(labels, default=0))
    voxel_ml = float(np.prod(spacing)) / 1000
    before = _Once(draft)
    found: list[Finding] = []
    for value, name in sorted(labels.items()):
        subject = _Subject(value, name, voxel_ml)
        box = boxes[value - 1]
        if box[0].start == box[0].stop:
            found += _missing(subject, usual, before)
        else:
            found += _odd(subject, mask, box, spacing, usual, before)
    return found


def _boxes(mask: Mask, most: int) -> list[Box]:
    """Where each label from 1 to `most` lies, empty for none; searched where there is foreground."""
    sides = []
    for axis in range(3):
        others = tuple(other for other in range(3) if other != axis)
        filled = np.flatnonzero(mask.any(axis=others))
        if filled.size == 0:
            return [(slice(0, 0), slice(0, 0), slice(0, 0))] * most
        sides.append(slice(int(filled[0]), int(filled[-1]) + 1))
        mask = mask[(*[slice(None)] * axis, sides[axis])]
    origin = (sides[0].start, sides[1].start, sides[2].start)
    return [_shifted(box, origin) for box in boxes_in(mask, most)]


def _shifted(box: Box, by: Index) -> Box:
    z, y, x = (slice(side.start + d, side.stop + d) for side, d in zip(box, by, strict=True))
    return z, y, x


class _Once:
    """The draft, read at the first need and then kept."""

    def __init__(self, read: Callable[[], Mask | None]) -> None:
        self._read = read
        self._known: Mask | None = None
        self._asked = False

    def get(self) -> Mask | None:
        if not self._asked:
            self._known, self._asked = self._read(), True
        return self._known


def _missing(subject: _Subject, usual: Usual, before: _Once) -> list[Finding]:
    draft = before.get()
    was = None if draft is None else draft == subject.value
    if was is not None and was.any():
        whole: Box = (slice(0, was.shape[0]), slice(0, was.shape[1]), slice(0, was.shape[2]))
        ml = int(np.count_nonzero(was)) * subject.voxel_ml
        return [
            Finding(
                "empty_label",
                subject.value,
                f"{subject.name} is empty; the pre-label had {_ml(ml)}.",
                middle_of(was, whole),
                {"prelabel_ml": ml},
            )
        ]
    having = usual.having(subject.value)
    if usual.masks >= ENOUGH and having >= MOSTLY * usual.masks:
        sentence = f"{subject.name} is empty; {having} of {usual.masks} approved masks have it."
        numbers = {"having": float(having), "n": float(usual.masks)}
        return [Finding("empty_label", subject.value, sentence, None, numbers)]
    return []


def _odd(
    subject: _Subject,
    mask: Mask,
    box: Box,
    spacing: tuple[float, float, float],
    usual: Usual,
    before: _Once,
) -> list[Finding]:
    labels = mask[box]
    inside = labels == subject.value
    volume = int(np.count_nonzero(inside)) * subject.voxel_ml
    place = middle_of(inside, box)
    return [
        *_volume(subject, volume, place, usual),
        *_pieces(subject, inside, box, spacing),
        *_holes(subject, labels, inside, box),
        *_border(subject, mask, box, before),
    ]


def _volume(subject: _Subject, volume: float, place: Index, usual: Usual) -> list[Finding]:
    known = usual.range_of(subject.value)
    if known is None or known[0] <= volume <= known[1]:
        return []
    n = usual.having(subject.value)
    sentence = (
        f"{subject.name} has {_ml(volume)}; approved masks have {_ml(known[0], unit=False)} to "
        f"{_ml(known[1])} (n = {n})."
    )
    numbers = {"ml": volume, "low_ml": known[0], "high_ml": known[1], "n": float(n)}
    return [Finding("volume_range", subject.value, sentence, place, numbers)]


def _pieces(
    subject: _Subject, inside: NDArray[np.bool_], box: Box, spacing: tuple[float, float, float]
) -> list[Finding]:
    pieces = pieces_of(inside, box, spacing)
    found = []
    if pieces.far is not None:
        ml = pieces.far_voxels * subject.voxel_ml
        found.append(
            Finding(
                "far_piece",
                subject.value,
                f"A piece of {subject.name} ({_ml(ml)}) lies {pieces.far_mm:.0f} mm from the rest.",
                pieces.far,
                {"mm": pieces.far_mm, "ml": ml},
            )
        )
    if pieces.many:
        found.append(
            Finding(
                "many_islands",
                subject.value,
                f"{subject.name} is in {pieces.count:,} separate pieces; {pieces.crumbs:,} are "
                "smaller than 1 % of the largest.",
                pieces.crumb or middle_of(inside, box),
                {"pieces": float(pieces.count), "crumbs": float(pieces.crumbs)},
            )
        )
    return found


def _holes(subject: _Subject, labels: Mask, inside: NDArray[np.bool_], box: Box) -> list[Finding]:
    holes = holes_of(labels, inside, box)
    if holes.count == 0:
        return []
    ml = holes.voxels * subject.voxel_ml
    many = "a hole" if holes.count == 1 else f"{holes.count:,} holes"
    sentence = f"{subject.name} has {many} in it, {_ml(ml)}{'' if holes.count == 1 else ' in all'}."
    numbers = {"holes": float(holes.count), "ml": ml}
    return [Finding("holes", subject.value, sentence, holes.place, numbers)]


_FACES = (("first slice", "last slice"), ("upper edge", "lower edge"), ("left edge", "right edge"))


def _border(subject: _Subject, mask: Mask, box: Box, before: _Once) -> list[Finding]:
    """Faces of the volume that the label touches where the pre-label does not.

    An organ that the scan cuts off touches the border in the pre-label too: that is no news.
    """
    touched = [
        (axis, face)
        for axis in range(3)
        for face in (0, -1)
        if mask.shape[axis] > 1 and _reaches(box[axis], mask.shape[axis], face)
    ]
    if not touched:
        return []
    draft = before.get()
    new = [
        (axis, face)
        for axis, face in touched
        if draft is None or not (np.take(draft, face, axis) == subject.value).any()
    ]
    if not new:
        return []
    names = [_FACES[axis][face] for axis, face in new]
    return [
        Finding(
            "border",
            subject.value,
            f"{subject.name} reaches the {' and the '.join(names)} of the image.",
            _on_face(mask, subject.value, *new[0]),
            {"faces": float(len(new))},
        )
    ]


def _reaches(side: slice, length: int, face: int) -> bool:
    return bool(side.start == 0 if face == 0 else side.stop == length)


def _on_face(mask: Mask, value: int, axis: int, face: int) -> Index:
    found = np.argwhere(np.take(mask, face, axis) == value)
    at = found[len(found) // 2].tolist()
    at.insert(axis, 0 if face == 0 else mask.shape[axis] - 1)
    return at[0], at[1], at[2]


def _ml(volume: float, *, unit: bool = True) -> str:
    digits = 0 if volume >= 100 else 1 if volume >= 1 else 2
    return f"{volume:,.{digits}f}{' ml' if unit else ''}"
