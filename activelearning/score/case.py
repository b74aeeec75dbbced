"""One case's doubt: every measure in every way of making one number of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from activelearning.score.aggregate import AGGREGATIONS, LEAST_MASS, Band, PatchMax, share
from activelearning.score.direct import member_disagreement, soft_dice_doubt
from activelearning.score.errors import ScoreProblem
from activelearning.score.evidence import Evidence

DEFAULT = "entropy"
DIGITS = 6


@dataclass(frozen=True)
class CaseDoubt:
    """How much a model doubts a case; every number in 0..1, more is more doubtful.

    Attributes:
        values: by key. A measure alone is its mean in the boundary band, but for the entropy of a
            nearly empty prediction, which is the greatest foreground probability;
            `<measure>.<aggregation>` as in `aggregate`; `class_entropy:<label>` the greatest patch
            mean of p_c H; `label:<label>` sum(p_c H) / sum(p_c) in the band, 0 for a label that is
            thought to be nowhere; `soft_dice`; `pairwise_dice` with members; `foreground` the greatest foreground probability;
            `foreground_voxels` the predicted share of the volume.
        band_probabilities: mean in the band of the class probabilities sorted downwards. Margin and
            least confidence are linear in it, so they can be had from it exactly; entropy is not.
        embedding: the network's pooled deepest features; empty where it gave none.
        nearly_empty: there was no border to speak of, so the band is one voxel: the one with the
            greatest foreground probability.
    """

    values: Mapping[str, float]
    band_probabilities: tuple[float, ...]
    embedding: tuple[float, ...]
    nearly_empty: bool

    def components(self) -> dict[str, float]:
        """What is stored and shown beside the score."""
        return dict(self.values)


def score_case(
    evidence: Evidence,
    *,
    pairwise_dice: float | None = None,
    embedding: tuple[float, ...] = (),
) -> CaseDoubt:
    """Score one case.

    Args:
        evidence: with an entropy map at least.
        pairwise_dice: mean over the pairs of members, where there are members.
        embedding: kept with the score.

    Raises:
        ScoreProblem: there is no entropy map, or the members' Dice is none.
    """
    if DEFAULT not in evidence.maps:
        raise ScoreProblem(f"The maps are {sorted(evidence.maps)}, expected one of entropy.")
    greatest = share(evidence.foreground.max())
    values = _overall(evidence)
    if evidence.nearly_empty:
        values[DEFAULT] = greatest
    values |= _per_label(evidence)
    values["soft_dice"] = soft_dice_doubt(evidence)
    if pairwise_dice is not None:
        values["pairwise_dice"] = member_disagreement(pairwise_dice)
    values["foreground"] = greatest
    values["foreground_voxels"] = evidence.predicted_voxels / evidence.voxels
    return CaseDoubt(
        values={key: round(value, DIGITS) for key, value in values.items()},
        band_probabilities=_band_probabilities(evidence),
        embedding=embedding,
        nearly_empty=evidence.nearly_empty,
    )


def _overall(evidence: Evidence) -> dict[str, float]:
    band = Band()
    values = {}
    for measure, doubt in evidence.maps.items():
        values[measure] = band(doubt, evidence)
        for name, aggregate in AGGREGATIONS.items():
            values[f"{measure}.{name}"] = aggregate(doubt, evidence)
    return values


def _per_label(evidence: Evidence) -> dict[str, float]:
    patch_max, band = PatchMax(), evidence.band
    values = {}
    for value, channel, weighted in zip(
        evidence.label_values, evidence.foreground_channels, evidence.weighted, strict=True
    ):
        near = float(channel[band].sum(dtype=np.float64))
        there = near > 0 and float(channel.sum(dtype=np.float64)) >= LEAST_MASS
        doubt = weighted[band].sum(dtype=np.float64) / near if there else 0.0
        values[f"class_entropy:{value}"] = patch_max(weighted, evidence)
        values[f"label:{value}"] = share(doubt)
    return values


def _band_probabilities(evidence: Evidence) -> tuple[float, ...]:
    """Of a sigmoid head: the likelier and the less likely answer, mean over the labels too."""
    band = evidence.probabilities[:, evidence.band].astype(np.float64)
    if evidence.head == "sigmoid":
        likelier = float(np.maximum(band, 1 - band).mean())
        return (likelier, 1 - likelier)
    return tuple(float(p) for p in np.sort(band, axis=0)[::-1].mean(axis=1))
