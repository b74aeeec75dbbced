"""Where a model contradicts an approved mask: which masks deserve a second look, and where.

After confident learning (Northcutt 2021, arXiv:1911.00068): a label is suspect when the model gives
it little probability. A model that was trained on the mask has been told that it is right, so its
doubt is understated there; whoever shows the score says whether it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.evaluation.case import ClassScores, class_mask, class_scores
from models.labelmap import IGNORE, channel_numbers

BAND_MM = 2.0
BLOB_MM = 3.0
"""Half width of the window whose mean disbelief points at the place."""


@dataclass(frozen=True)
class Dispute:
    """How far a model disagrees with one mask.

    Attributes:
        belief: mean probability of the given labels within BAND_MM of where the class ends that is
            believed least, 0..1: low is disputed. 1 where neither mask has a foreground.
        dice: mean over the classes.
        hd95: mm, mean over the classes.
        worst: value of the class believed least.
        classes: scores by value.
        index: (z, y, x) in the middle of the most disputed place, None where nothing differs.
        given: label value of the mask there.
        predicted: label value of the model there.
        voxels: how many voxels are labelled otherwise.
    """

    belief: float
    dice: float
    hd95: float
    worst: int
    classes: dict[int, ClassScores]
    index: tuple[int, int, int] | None
    given: int
    predicted: int
    voxels: int


def dispute(
    labels: NDArray[np.uint8],
    probabilities: NDArray[np.float32],
    given: NDArray[np.uint8],
    *,
    spacing: Sequence[float],
    label_values: Sequence[int],
) -> Dispute:
    """Compare a prediction with an approved mask.

    Args:
        labels: predicted label values (z, y, x), or 0 and 1 (k, z, y, x) of a sigmoid.
        probabilities: float32 (C, z, y, x); of a sigmoid without background.
        given: approved label values (z, y, x); IGNORE is not looked at, unless it is a label.
        spacing: mm (z, y, x).
        label_values: background first.

    Raises:
        InputProblem: the shapes differ.
    """
    classes = class_scores(labels, given, spacing=spacing, label_values=label_values)
    believed = _belief_in(given, probabilities, label_values)
    predicted = _flat(labels, label_values)
    counted = np.ones(given.shape, bool) if IGNORE in label_values else given != IGNORE
    beliefs = {
        value: _mean_near(given == value, predicted == value, believed, counted, spacing)
        for value in label_values[1:]
    }
    worst = min(beliefs, key=lambda value: (beliefs[value], classes[value].dice))
    differs = (predicted != given) & counted & np.isin(given, list(label_values))
    index = _place(np.where(differs, 1 - believed, 0), spacing) if differs.any() else None
    return Dispute(
        belief=beliefs[worst],
        dice=float(np.mean([one.dice for one in classes.values()])),
        hd95=float(np.mean([one.hd95 for one in classes.values()])),
        worst=worst,
        classes=classes,
        index=index,
        given=int(given[index]) if index else 0,
        predicted=int(predicted[index]) if index else 0,
        voxels=int(differs.sum()),
    )


def _belief_in(
    given: NDArray[np.uint8], probabilities: NDArray[np.float32], label_values: Sequence[int]
) -> NDArray[np.float32]:
    """Probability of the given label in each voxel (z, y, x); of a sigmoid, of its least believed part."""
    if len(probabilities) == len(label_values):
        at = channel_numbers(given, label_values)
        at = np.where(at < len(probabilities), at, 0)[None].astype(np.int64)
        own: NDArray[np.float32] = np.take_along_axis(probabilities, at, axis=0)[0]
        return own
    parts = [
        np.where(given == value, p, 1 - p)
        for value, p in zip(label_values[1:], probabilities, strict=True)
    ]
    least: NDArray[np.float32] = np.min(parts, axis=0)
    return least


def _flat(labels: NDArray[np.uint8], label_values: Sequence[int]) -> NDArray[np.uint8]:
    """One label value per voxel; where a sigmoid says several, the last."""
    if labels.ndim == 3:
        return labels
    flat = np.zeros(labels.shape[1:], np.uint8)
    for at, value in enumerate(label_values[1:]):
        flat[class_mask(labels, at, value)] = value
    return flat


def _mean_near(
    given: NDArray[np.bool_],
    predicted: NDArray[np.bool_],
    believed: NDArray[np.float32],
    counted: NDArray[np.bool_],
    spacing: Sequence[float],
) -> float:
    """Mean belief within BAND_MM of the border of either mask (z, y, x); 1 where both are empty."""
    found = ndimage.find_objects((given | predicted).astype(np.uint8))
    if not found:
        return 1.0
    reach = [int(np.ceil(BAND_MM / side)) + 1 for side in spacing]
    box = tuple(
        slice(max(0, side.start - far), side.stop + far)
        for side, far in zip(found[0], reach, strict=True)
    )
    edges = _edges(given[box]) | _edges(predicted[box])
    if not edges.any():
        return float(believed[box][counted[box]].mean()) if counted[box].any() else 1.0
    near = ndimage.distance_transform_edt(~edges, sampling=tuple(spacing)) <= BAND_MM
    near &= counted[box]
    return float(believed[box][near].mean()) if near.any() else 1.0


def _edges(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The voxels on both sides of where a mask (z, y, x) ends inside the array."""
    edges = np.zeros(mask.shape, bool)
    for axis in range(3):
        step = np.diff(mask, axis=axis)
        before, after = ([(0, 0)] * 3 for _ in range(2))
        before[axis], after[axis] = (0, 1), (1, 0)
        edges |= np.pad(step, before) | np.pad(step, after)
    return edges


def _place(disbelief: NDArray[np.float32], spacing: Sequence[float]) -> tuple[int, int, int]:
    """The disputed voxel with the most disbelief around it."""
    size = [2 * round(BLOB_MM / side) + 1 for side in spacing]
    around = ndimage.uniform_filter(disbelief.astype(np.float32), size=size, mode="constant")
    z, y, x = np.unravel_index(int(np.where(disbelief > 0, around, -1).argmax()), disbelief.shape)
    return (int(z), int(y), int(x))
