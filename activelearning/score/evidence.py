"""What a model says of a case, cut to where it says anything.

Outside the box the model is sure of background to within a thousandth, and doubt counts as 0 there.
In a CT of 80 million voxels with one organ the box is a small part of the volume.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from activelearning.score.band import box_of, grown, near_border
from activelearning.score.errors import ScoreProblem

SURE = 1e-3
"""A foreground probability below this is none."""
NEARLY_EMPTY_VOXELS = 10
ROUNDING = 1e-4

Box = tuple[slice, slice, slice]
Map = NDArray[np.float32]


@dataclass(frozen=True)
class Evidence:
    """One case inside its box.

    Attributes:
        probabilities: float32 (C, z, y, x); of a softmax, channel 0 is the background; of a sigmoid
            head, one channel a label.
        maps: float32 (z, y, x) in 0..1 by the name of the measure.
        weighted: float32 (K, z, y, x), U_c = p_c H of each foreground channel.
        spacing: mm (z, y, x).
        label_values: value of each foreground channel.
        shape: of the whole volume, voxels (z, y, x).
        head: "softmax" or "sigmoid".
    """

    probabilities: Map
    maps: Mapping[str, Map]
    weighted: Map
    spacing: tuple[float, float, float]
    label_values: tuple[int, ...]
    shape: tuple[int, int, int]
    head: str = "softmax"

    def __post_init__(self) -> None:
        """Raises ScoreProblem on shapes that do not fit and values that are no probabilities."""
        p, softmax = self.probabilities, self.head == "softmax"
        expected = len(self.label_values) + softmax
        if p.ndim != 4 or len(p) != expected or not self.label_values or 0 in p.shape:
            raise ScoreProblem(
                f"Probabilities have shape {p.shape}, expected (C, z, y, x) with C = {expected} "
                f"for the labels {list(self.label_values)} of a {self.head} head, none empty."
            )
        if self.weighted.shape != self.foreground_channels.shape:
            raise ScoreProblem(
                f"The class-weighted maps have shape {self.weighted.shape}, "
                f"expected {self.foreground_channels.shape}."
            )
        for name, values in self.maps.items():
            if values.shape != p.shape[1:]:
                raise ScoreProblem(
                    f"The {name} map has shape {values.shape}, expected {p.shape[1:]}."
                )
            _require_shares(f"The {name} map", values)
        _require_shares("Probabilities", p)

    @property
    def voxels(self) -> int:
        """Of the whole volume."""
        return math.prod(self.shape)

    @property
    def foreground_channels(self) -> Map:
        """(K, z, y, x), in the order of `label_values`."""
        return self.probabilities[1:] if self.head == "softmax" else self.probabilities

    @cached_property
    def foreground(self) -> Map:
        """Probability of any foreground (z, y, x); of a sigmoid head, of the likeliest label."""
        return foreground_probability(self.probabilities, self.head)

    @cached_property
    def predicted(self) -> NDArray[np.bool_]:
        """(K, z, y, x): which label the model puts where."""
        if self.head == "sigmoid":
            return self.probabilities >= 0.5
        channel = np.argmax(self.probabilities, axis=0)
        return np.stack([channel == k + 1 for k in range(len(self.label_values))])

    @cached_property
    def predicted_voxels(self) -> int:
        return int(self.predicted.any(axis=0).sum())

    @property
    def nearly_empty(self) -> bool:
        """Too little is predicted to speak of a border."""
        return self.predicted_voxels < NEARLY_EMPTY_VOXELS

    @cached_property
    def band(self) -> NDArray[np.bool_]:
        """The voxels that the band's mean is taken over, (z, y, x); never empty.

        Near the border of the predicted foreground. Of a nearly empty prediction, the one voxel with
        the greatest foreground probability. Where all is foreground there is no border: everything.
        """
        if self.nearly_empty:
            one = np.zeros(self.foreground.shape, bool)
            one[np.unravel_index(int(self.foreground.argmax()), one.shape)] = True
            return one
        band = near_border(self._structures(), self.spacing)
        return band if band.any() else np.ones_like(band)

    def _structures(self) -> NDArray[np.bool_]:
        """What has a border of its own: labels that may lie in each other, else the foreground."""
        structures: NDArray[np.bool_] = self.predicted
        if self.head == "softmax":
            structures = np.asarray(self.predicted.any(axis=0, keepdims=True))
        return structures


def _require_shares(what: str, values: Map) -> None:
    """NaN fails every comparison, so it is caught here too."""
    low, high = float(values.min()), float(values.max())
    if not (low >= -ROUNDING and high <= 1 + ROUNDING):
        raise ScoreProblem(f"{what}: values lie within {low:g} to {high:g}, expected 0 to 1.")


def foreground_probability(probabilities: NDArray[np.floating], head: str) -> Map:
    """(z, y, x) of (C, z, y, x)."""
    values: Map
    values = 1 - probabilities[0] if head == "softmax" else probabilities.max(axis=0)
    return values


def box_of_doubt(
    probabilities: NDArray[np.floating], spacing: Sequence[float], *, head: str = "softmax"
) -> Box:
    """The box that holds every voxel with a foreground probability of SURE or more.

    It is larger by the reach of the boundary band, so that the band in it is the band of the whole
    volume. Where the model is sure that there is nothing, it is the likeliest voxel's surroundings.

    Args:
        probabilities: (C, z, y, x).
        spacing: mm (z, y, x).
        head: of the network.

    Raises:
        ScoreProblem: not four axes, or an empty one.
    """
    if probabilities.ndim != 4 or 0 in probabilities.shape:
        raise ScoreProblem(
            f"Probabilities have shape {probabilities.shape}, expected (C, z, y, x), none empty."
        )
    if head == "softmax":
        found = box_of(probabilities[0] <= 1 - SURE)
    else:
        found = box_of(np.asarray((probabilities >= SURE).any(axis=0)))
    if found is None:
        foreground = foreground_probability(probabilities, head)
        likeliest = np.unravel_index(int(foreground.argmax()), foreground.shape)
        found = [(int(at), int(at) + 1) for at in likeliest]
    z, y, x = grown(found, spacing, probabilities.shape[1:])
    return (z, y, x)
