"""What a network proposes for one case, and how sure it is where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from activelearning.score.case import CaseDoubt, score_case
from activelearning.score.evidence import Box, Evidence, box_of_doubt
from activelearning.score.places import DoubtfulPlace, doubtful_places, slice_doubt
from models.inference.prediction import Prediction
from models.spec import ModelSpec
from models.transforms.resample import resample_channels
from models.uncertainty.voxel import binary_entropy, class_weighted, doubt_maps

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Proposal:
    """A draft before it is stored.

    Attributes:
        mask: uint8 (z, y, x) label values.
        uncertainty: uint8 (z, y, x), round(255 * entropy / ln C).
        slice_doubt: one number in 0..1 per slice, z up.
        doubtful_places: worst first.
        doubt: the case's score and what it is made of.
    """

    mask: Bytes
    uncertainty: Bytes
    slice_doubt: list[float]
    doubtful_places: list[DoubtfulPlace]
    doubt: CaseDoubt


def proposal_of(prediction: Prediction, spec: ModelSpec, spacing: Sequence[float]) -> Proposal:
    """What is stored of a prediction.

    Raises:
        ScoreProblem: it holds no probabilities.
    """
    own = _spacing_of(prediction, spacing)
    box = box_of_doubt(prediction.planned, own, head=spec.head)
    evidence = _evidence(prediction, spec, own, box)
    doubt = score_case(
        evidence,
        pairwise_dice=prediction.pairwise_dice,
        embedding=tuple(float(value) for value in prediction.embedding),
    )
    uncertainty = _on_source(evidence.maps["entropy"], box, prediction)
    return Proposal(
        mask=prediction.labels,
        uncertainty=uncertainty,
        slice_doubt=slice_doubt(uncertainty),
        doubtful_places=doubtful_places(uncertainty, spacing),
        doubt=doubt,
    )


def _spacing_of(prediction: Prediction, spacing: Sequence[float]) -> tuple[float, float, float]:
    """Mm (z, y, x) of the network's grid, which covers the same box in space as the source's."""
    source, planned = prediction.labels.shape, prediction.planned.shape[1:]
    z, y, x = (float(s) * n / m for s, n, m in zip(spacing, source, planned, strict=True))
    return (z, y, x)


def _evidence(
    prediction: Prediction, spec: ModelSpec, spacing: tuple[float, float, float], box: Box
) -> Evidence:
    """On the network's grid: a finer one would hold no more of what the network knows."""
    depth, rows, columns = prediction.planned.shape[1:]
    p = prediction.planned[(slice(None), *box)]
    expected = prediction.planned_entropy
    maps = doubt_maps(p, head=spec.head, expected=None if expected is None else expected[box])
    if spec.head == "softmax":
        weighted = class_weighted(p[1:], maps["entropy"])
    else:
        weighted = class_weighted(p, binary_entropy(p))
    return Evidence(
        probabilities=p,
        maps=maps,
        weighted=weighted,
        spacing=spacing,
        shape=(depth, rows, columns),
        label_values=tuple(spec.label_values[1:]),
        head=spec.head,
    )


def _on_source(doubt: NDArray[np.float32], box: Box, prediction: Prediction) -> Bytes:
    """uint8 (z, y, x) of the source's shape, round(255 * doubt)."""
    whole = np.zeros(prediction.planned.shape[1:], np.float32)
    whole[box] = doubt
    z, y, x = prediction.labels.shape
    found = resample_channels(torch.from_numpy(whole)[None], (z, y, x))[0]
    bytes_: Bytes = found.mul(255).round_().to(torch.uint8).numpy()
    return bytes_
