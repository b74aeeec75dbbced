"""What the network makes of the validation split, while it learns and at the end."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.evaluation.overlap import dice
from models.evaluation.temperature import fit_temperature, judged_voxels
from models.inference.prediction import Prediction
from models.inference.predictor import Predictor
from models.labelmap import IGNORE, channel_numbers
from models.spec import ModelSpec
from models.training.dataset import CaseEntry, DatasetIndex, LabeledCase, read_case

MOST_CASES = 16
"""Looked at while training goes on; all of them at the end."""

PerClass = dict[str, float]


@dataclass(frozen=True)
class Look:
    """Mean Dice per label value over so many cases; empty without any."""

    per_class: PerClass
    cases: int


@dataclass(frozen=True)
class Final:
    """Dice per label value over the whole split, and the temperature fitted on it."""

    per_class: PerClass
    temperature: float


class Validator:
    """The validation split of a dataset, and a fixed part of it for a look on the way."""

    def __init__(self, index: DatasetIndex, spec: ModelSpec, device: torch.device) -> None:
        self._index = index
        self._spec = spec
        self._device = device
        self.cases = index.of_split("validation")

    def look(
        self, network: nn.Module, *, cases: int = MOST_CASES, seconds: float = math.inf
    ) -> Look:
        """The first so many cases of a fixed order; none is begun after `seconds`, but the first."""
        order = np.random.default_rng(0).permutation(len(self.cases))[:cases]
        began, scores = time.monotonic(), []
        for case, seen in self._seen(network, [self.cases[int(at)] for at in order]):
            scores.append(self._scores(case, seen))
            if time.monotonic() - began >= seconds:
                break
        return Look(_means(scores), len(scores))

    def full(self, network: nn.Module) -> Final:
        """Every case; the temperature is 1 without a validation split."""
        scores, judged = [], []
        for case, seen in self._seen(network, self.cases):
            scores.append(self._scores(case, seen))
            judged.append(judged_voxels(seen.probabilities, self._truth(case)))
        return Final(_means(scores), fit_temperature(judged))

    def _seen(
        self, network: nn.Module, cases: Sequence[CaseEntry]
    ) -> Iterator[tuple[LabeledCase, Prediction]]:
        predictor = Predictor(network, self._spec, self._device)
        for entry in cases:
            case = read_case(self._index, entry)
            yield case, predictor.predict(case.image, case.spacing)

    def _truth(self, case: LabeledCase) -> NDArray[np.uint8]:
        """Channel numbers (z, y, x), or 0 and 1 (k, z, y, x); IGNORE stays."""
        softmax = self._spec.head == "softmax"
        return channel_numbers(case.mask, self._spec.label_values) if softmax else case.mask

    def _scores(self, case: LabeledCase, seen: Prediction) -> PerClass:
        truth, sigmoid = self._truth(case), self._spec.head == "sigmoid"
        scores = {}
        for at, value in enumerate(self._spec.label_values[1:]):
            said = seen.probabilities[at] > 0.5 if sigmoid else seen.labels == value
            own, present = (truth[at], 1) if sigmoid else (truth, at + 1)
            scores[str(value)] = dice(said & (own != IGNORE), own == present)
        return scores


def _means(cases: Iterable[PerClass]) -> PerClass:
    rows = list(cases)
    return {
        v: round(float(np.mean([row[v] for row in rows])), 4) for v in (rows[0] if rows else {})
    }


def mean_dice(per_class: Mapping[str, float]) -> float:
    """Over the labels; not a number without any."""
    return round(float(np.mean(list(per_class.values()))), 4) if per_class else float("nan")
