"""Scores that look at the whole mask and at no voxel's doubt."""

from __future__ import annotations

import numpy as np

from activelearning.score.aggregate import LEAST_MASS, share
from activelearning.score.errors import ScoreProblem
from activelearning.score.evidence import NEARLY_EMPTY_VOXELS, Evidence


def member_disagreement(pairwise_dice: float) -> float:
    """1 - the mean Dice between pairs of members.

    Raises:
        ScoreProblem: that is not a Dice.
    """
    if not 0 <= pairwise_dice <= 1:
        raise ScoreProblem(f"The Dice between members is {pairwise_dice}, expected 0 to 1.")
    return 1.0 - pairwise_dice


def soft_dice_doubt(evidence: Evidence) -> float:
    """1 - the Dice to be expected of the prediction if p is calibrated, mean over the labels.

    The expected overlap over the expected sizes, 2 sum(p_c y_c) / (sum p_c + sum y_c), y the
    prediction. A label predicted in fewer than NEARLY_EMPTY_VOXELS has no Dice to speak of: its
    greatest probability stands for it. One that is neither predicted nor expected is left out.
    """
    doubts = []
    for channel, predicted in zip(evidence.foreground_channels, evidence.predicted, strict=True):
        voxels = int(predicted.sum())
        mass = float(channel.sum(dtype=np.float64))
        if voxels >= NEARLY_EMPTY_VOXELS:
            overlap = float(channel[predicted].sum(dtype=np.float64))
            doubts.append(1 - 2 * overlap / (mass + voxels))
        elif voxels or mass >= LEAST_MASS:
            doubts.append(float(channel.max()))
    return share(float(np.mean(doubts))) if doubts else share(evidence.foreground.max())
