"""Uncertainty of each voxel; numpy in, numpy out.

Softmax measures take probabilities (C, z, y, x), float, summing to 1 over C. The sigmoid ones take
(K, z, y, x), one independent probability a channel. All return float32 (z, y, x) in 0..1, where 1 is
the most uncertain. Entropies are in nats over ln C (ln 2 for one sigmoid channel).

MONAI's `VarianceMetric` is not among them: it takes the variance over members and channels together,
so members that are sure and agree get the greatest value and undecided ones 0 (a test shows it).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from models.errors import InputProblem

Volume = NDArray[np.float32]
Channels = NDArray[np.float32]

TINY = np.float32(1e-12)


def entropy(probabilities: NDArray[np.floating]) -> Volume:
    """Predictive entropy -sum p ln p, divided by ln C so that maps of different C compare."""
    p = _checked(probabilities)
    total = np.zeros(p.shape[1:], np.float32)
    for channel in p:
        total -= channel * np.log(np.maximum(channel, TINY))
    return _unit(total / np.float32(math.log(len(p))))


def margin(probabilities: NDArray[np.floating]) -> Volume:
    """1 - (p1 - p2), with p1 and p2 the two most likely classes."""
    first, second = _two_greatest(_checked(probabilities))
    return _unit(1.0 - (first - second))


def least_confidence(probabilities: NDArray[np.floating]) -> Volume:
    """1 - p1, scaled by C / (C - 1) so that the uniform distribution gives 1."""
    p = _checked(probabilities)
    scale = len(p) / (len(p) - 1)
    return _unit((1.0 - p.max(axis=0)) * scale)


def expected_entropy(members: Iterable[NDArray[np.floating]]) -> Volume:
    """Mean over members of the entropy of each; one member is held at a time.

    Raises:
        InputProblem: there is no member.
    """
    total: Volume | None = None
    count = 0
    for probabilities in members:
        total = entropy(probabilities) if total is None else total + entropy(probabilities)
        count += 1
    if total is None:
        raise InputProblem("The expected entropy is a mean over members, and there is none.")
    return _unit(total / np.float32(count))


def mutual_information(predictive: Volume, expected: Volume) -> Volume:
    """BALD, what the members disagree on: predictive minus expected entropy (Houlsby, 2011).

    Entropy is concave, so it is below 0 by rounding only, and that is cut off.
    """
    if predictive.shape != expected.shape:
        raise InputProblem(
            f"The expected entropy has shape {expected.shape}, expected {predictive.shape}."
        )
    return _unit(predictive - expected)


def class_weighted(channels: NDArray[np.floating], doubt: NDArray[np.floating]) -> Channels:
    """U_c = p_c H of each channel (K, z, y, x): the doubt where class c is thought of at all.

    Args:
        channels: (K, z, y, x), the foreground's.
        doubt: the entropy, (z, y, x) of a softmax or (K, z, y, x) of sigmoid channels.
    """
    weighted: Channels = (channels * doubt).astype(np.float32, copy=False)
    return weighted


def binary_entropy(probabilities: NDArray[np.floating]) -> Channels:
    """Entropy over ln 2 of each sigmoid channel, (K, z, y, x)."""
    p = _checked(probabilities, least=1)
    other = 1 - p
    total = p * np.log(np.maximum(p, TINY)) + other * np.log(np.maximum(other, TINY))
    return _unit(-total / np.float32(math.log(2)))


def joint_entropy(probabilities: NDArray[np.floating]) -> Volume:
    """Entropy of all sigmoid channels taken as independent, over its greatest value K ln 2."""
    return _unit(binary_entropy(probabilities).mean(axis=0))


def joint_margin(probabilities: NDArray[np.floating]) -> Volume:
    """Mean over the sigmoid channels of 1 - |p - (1 - p)|; least confidence is the same number."""
    p = _checked(probabilities, least=1)
    return _unit((1 - np.abs(2 * p - 1)).mean(axis=0))


MEASURES: dict[str, dict[str, Callable[[NDArray[np.floating]], Volume]]] = {
    "softmax": {"entropy": entropy, "margin": margin, "least_confidence": least_confidence},
    "sigmoid": {
        "entropy": joint_entropy,
        "margin": joint_margin,
        "least_confidence": joint_margin,
    },
}
"""By the head of the network."""


def doubt_maps(
    probabilities: NDArray[np.floating], *, head: str, expected: Volume | None = None
) -> dict[str, Volume]:
    """Every measure that can be had of a volume; `expected` is the members' expected entropy."""
    maps = {name: measure(probabilities) for name, measure in MEASURES[head].items()}
    if expected is not None:
        maps["expected_entropy"] = _unit(expected)
        maps["mutual_information"] = mutual_information(maps["entropy"], expected)
    return maps


def _two_greatest(p: NDArray[np.float32]) -> tuple[Volume, Volume]:
    """In one pass over the channels: sorting them is several times slower."""
    first, second = np.maximum(p[0], p[1]), np.minimum(p[0], p[1])
    for channel in p[2:]:
        np.maximum(second, np.minimum(first, channel), out=second)
        np.maximum(first, channel, out=first)
    return first, second


def _checked(probabilities: NDArray[np.floating], *, least: int = 2) -> NDArray[np.float32]:
    if probabilities.ndim != 4 or len(probabilities) < least:
        raise InputProblem(
            f"Probabilities have shape {probabilities.shape}, "
            f"expected (C, z, y, x) with C >= {least}."
        )
    return np.asarray(probabilities, dtype=np.float32)


def _unit(values: NDArray[np.floating]) -> Volume:
    """Float rounding must not leave 0..1."""
    result: Volume = np.clip(values, 0.0, 1.0).astype(np.float32, copy=False)
    return result
