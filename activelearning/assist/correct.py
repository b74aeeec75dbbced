"""A person said "this is / is not label X": the current labels with that, and what follows from it.

"Is X" only adds voxels to X, from the labels that the scribble touches; "is not X" only takes voxels
from X. What changes holds together with the scribble and lies within REACH steps of it; a scribbled
voxel always obeys, a locked label never changes. Numpy in, numpy out; the same question has the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from activelearning.assist.belief import by_intensity
from activelearning.assist.walk import Flags, Floats, walk

Labels = NDArray[np.uint8]
Window = tuple[slice, slice, slice]

REACH = 24
"""Nothing further from the scribble changes, in steps of the smallest spacing."""
PUSH = 0.5
"""By how much, in log odds, the scribble goes beyond what would turn its own voxels."""
USUAL_PUSH = 2.0
"""A scribble that has to push harder than this is heard less far: the surer one was, the more local."""
TRUST = 0.3
"""Weight of the belief against that of one neighbour without a border between."""
BELIEF_STEP = 3.0
"""Log odds between two neighbours that count as a border."""
INTENSITY_STEP = 1.0
"""The same for intensities, in root mean squares of the steps around."""
_SUREST = 7.0


@dataclass(frozen=True)
class Manner:
    """How far a scribble speaks for its surroundings.

    Attributes:
        fade: its word counts 1/e as much at this distance, in steps of the smallest spacing.
        stay: weight, far from it, of what a voxel is.
    """

    fade: float
    stay: float


BY_MODEL = Manner(fade=16.0, stay=0.15)
BY_INTENSITY = Manner(fade=8.0, stay=0.2)


@dataclass(frozen=True)
class Scribble:
    """What was drawn.

    Attributes:
        label: its value, not 0.
        positive: whether it is the label.
        where: (z, y, x) of the region.
    """

    label: int
    positive: bool
    where: Flags


def window_of(where: Flags, spacing: Sequence[float], margin: int = REACH) -> Window:
    """The box around the drawn voxels, `margin` steps of the smallest spacing wider on each side."""
    sides = []
    for axis, step in enumerate(spacing):
        drawn = np.flatnonzero(where.any(axis=tuple(a for a in range(3) if a != axis)))
        wide = int(np.ceil(margin * min(spacing) / step))
        sides.append(slice(max(0, drawn[0] - wide), min(where.shape[axis], drawn[-1] + wide + 1)))
    z, y, x = sides
    return (z, y, x)


def correct(
    image: Floats,
    probabilities: Floats | None,
    channels: Sequence[int],
    labels: Labels,
    scribble: Scribble,
    spacing: Sequence[float],
    *,
    kept: Flags | None = None,
    locked: Sequence[int] = (),
) -> Labels:
    """The labels after the scribble; the arguments stay as they are.

    Args:
        image: float32 (z, y, x).
        probabilities: (C, z, y, x) of the model; None goes by intensities.
        channels: label value of each channel, background first.
        labels: uint8 (z, y, x), as they are now.
        scribble: what was drawn.
        spacing: mm (z, y, x).
        kept: (z, y, x), what was said of other voxels before and must stay.
        locked: label values whose voxels do not change.
    """
    free = ~np.isin(labels, locked) & ~_said_before(kept, scribble)
    mine = labels == scribble.label
    touched = np.isin(labels, np.unique(labels[scribble.where]))
    may_turn = free & touched & (~mine if scribble.positive else mine)
    seeds = scribble.where & may_turn
    if scribble.label in locked or not seeds.any():
        return labels.copy()
    image = _scaled(image)
    if probabilities is None or scribble.label not in channels:
        belief = by_intensity(image, mine, scribble.where, positive=scribble.positive)
        manner = BY_INTENSITY
    else:
        belief = probabilities[list(channels).index(scribble.label)]
        manner = BY_MODEL
    odds = _log_odds(belief if scribble.positive else 1 - belief)
    turned = _turned(image, odds, may_turn, seeds, spacing, manner)
    result = labels.copy()
    if scribble.positive:
        result[turned] = scribble.label
    else:
        result[turned] = _others(probabilities, channels, labels, scribble.label, locked, turned)
    return result


def _said_before(kept: Flags | None, scribble: Scribble) -> Flags:
    if kept is None:
        return np.zeros_like(scribble.where)
    return kept & ~scribble.where


def _turned(
    image: Floats,
    odds: Floats,
    may_turn: Flags,
    seeds: Flags,
    spacing: Sequence[float],
    manner: Manner,
) -> Flags:
    """Which voxels go with the seeds: those that a walker among the ones that may turn ends with.

    Near the scribble the belief is pushed by as much as the scribble corrects it, and further away a
    growing weight holds each voxel to what it is.
    """
    distance = ndimage.distance_transform_edt(~seeds, sampling=spacing) / min(spacing)
    push = max(0.0, -float(np.median(odds[seeds]))) + PUSH
    fade = manner.fade / max(1.0, push / USUAL_PUSH)
    near = np.exp(-distance / fade).astype(np.float32)
    belief = 1 / (1 + np.exp(-(odds + push * near)))
    trust = TRUST + manner.stay * (1 - near)
    ground = seeds | (may_turn & (distance <= REACH))
    value = walk((image, odds / BELIEF_STEP), belief * TRUST / trust, trust, ground, seeds, spacing)
    parts, _ = ndimage.label(value > 0.5)
    together: Flags = (parts > 0) & np.isin(parts, np.unique(parts[seeds]))
    return together


def _others(
    probabilities: Floats | None,
    channels: Sequence[int],
    labels: Labels,
    label: int,
    locked: Sequence[int],
    turned: Flags,
) -> Labels:
    """What the voxels become that are not the label: the next likely one, or the nearest."""
    barred = {label, *locked}
    if probabilities is not None:
        values = np.array([value for value in channels if value not in barred], np.uint8)
        rows = [at for at, value in enumerate(channels) if value not in barred]
        chosen: Labels = np.take(values, probabilities[rows][:, turned].argmax(axis=0))
        return chosen
    allowed = ~np.isin(labels, list(barred))
    if not allowed.any():
        return np.zeros(int(turned.sum()), np.uint8)
    nearest = ndimage.distance_transform_edt(~allowed, return_distances=False, return_indices=True)
    found: Labels = labels[tuple(axis[turned] for axis in nearest)]
    return found


def _scaled(image: Floats) -> Floats:
    """So that a usual step between neighbours is about 1 / INTENSITY_STEP."""
    steps = [float(np.square(np.diff(image, axis=axis)).mean()) for axis in range(3)]
    usual = np.sqrt(np.mean([step for step in steps if np.isfinite(step)] or [0.0]))
    return np.asarray(image / max(float(usual) / INTENSITY_STEP, 1e-6), np.float32)


def _log_odds(share: Floats) -> Floats:
    clipped = np.clip(np.asarray(share, np.float32), 1e-4, 1 - 1e-4)
    odds: Floats = np.clip(np.log(clipped / (1 - clipped)), -_SUREST, _SUREST)
    return odds
