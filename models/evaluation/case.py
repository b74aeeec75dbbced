"""How well one prediction matches the approved mask of one case."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import InputProblem
from models.evaluation.calibration import CalibrationSums, calibration_sums
from models.evaluation.overlap import Mask, dice, millilitres
from models.evaluation.surface import surface_scores
from models.labelmap import IGNORE, channel_numbers


@dataclass(frozen=True)
class ClassScores:
    """Scores of one foreground class in one case.

    Attributes:
        hd95: mm.
        present: whether the approved mask has it.
        volume: ml of the prediction, None in records of before it was measured.
        truth_volume: ml of the approved mask.
    """

    dice: float
    nsd: float
    hd95: float
    present: bool
    volume: float | None = None
    truth_volume: float | None = None

    @property
    def volume_bias(self) -> float | None:
        """How many ml too much (above 0) or too little."""
        if self.volume is None or self.truth_volume is None:
            return None
        return self.volume - self.truth_volume

    @property
    def volume_error(self) -> float | None:
        """|prediction - truth| / truth; None where the class is absent: there is no share of nothing."""
        bias = self.volume_bias
        return abs(bias) / self.truth_volume if bias is not None and self.truth_volume else None


@dataclass(frozen=True)
class CaseScores:
    """Scores of one case.

    Attributes:
        case: id of the case.
        patient: opaque key of the patient (never a name): cases of one patient are resampled
            together in the bootstrap.
        classes: by label value, background left out.
        ece: expected calibration error, or None when only labels were given.
        groups: subgroups the case belongs to, such as "site:A", one of each attribute.
        ace: adaptive calibration error, likewise.
        brier: Brier score, likewise.
    """

    case: str
    patient: str
    classes: Mapping[int, ClassScores]
    ece: float | None = None
    groups: tuple[str, ...] = ()
    ace: float | None = None
    brier: float | None = None

    @property
    def dice(self) -> float:
        """Mean Dice over the foreground classes."""
        return float(np.mean([scores.dice for scores in self.classes.values()]))

    @property
    def nsd(self) -> float:
        """Mean NSD over the foreground classes."""
        return float(np.mean([scores.nsd for scores in self.classes.values()]))

    @property
    def hd95(self) -> float:
        """Mean HD95 in mm over the foreground classes."""
        return float(np.mean([scores.hd95 for scores in self.classes.values()]))

    @property
    def failed(self) -> bool:
        """A structure that is there was missed altogether, or a score is not a number."""
        return any(
            (scores.present and scores.dice == 0.0) or not math.isfinite(scores.dice)
            for scores in self.classes.values()
        )

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` gives equal scores back."""
        return {
            "case": self.case,
            "patient": self.patient,
            "dice": self.dice,
            "nsd": self.nsd,
            "hd95": self.hd95,
            "ece": self.ece,
            "ace": self.ace,
            "brier": self.brier,
            "failed": self.failed,
            "groups": list(self.groups),
            "classes": {str(value): asdict(scores) for value, scores in self.classes.items()},
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> CaseScores:
        """Build from what `to_json` wrote."""
        return cls(
            case=value["case"],
            patient=value["patient"],
            classes={int(k): ClassScores(**v) for k, v in value["classes"].items()},
            ece=value["ece"],
            groups=tuple(value["groups"]),
            ace=value.get("ace"),
            brier=value.get("brier"),
        )


def score_case(
    labels: NDArray[np.uint8],
    truth: NDArray[np.uint8],
    *,
    case: str,
    patient: str,
    spacing: Sequence[float],
    label_values: Sequence[int],
    probabilities: NDArray[np.float32] | None = None,
    groups: Sequence[str] = (),
) -> CaseScores:
    """Score one case.

    Args:
        labels: predicted label values (z, y, x) uint8, or 0 and 1 (k, z, y, x) of a sigmoid, on the
            grid of `truth`.
        truth: approved label values (z, y, x) uint8, or 0 and 1 (k, z, y, x); IGNORE, unless it is
            the value of a label, is counted nowhere.
        case: id of the case.
        patient: opaque key of the patient.
        spacing: mm (z, y, x).
        label_values: background first, then the value of each foreground class.
        probabilities: (C, z, y, x), of a sigmoid without background; with them calibration is
            measured too.
        groups: subgroups of the case.

    Raises:
        InputProblem: the shapes differ.
    """
    scores = CaseScores(
        case=case,
        patient=patient,
        classes=class_scores(labels, truth, spacing=spacing, label_values=label_values),
        groups=tuple(groups),
    )
    if probabilities is None:
        return scores
    return with_calibration(scores, calibration_of(probabilities, truth, label_values))


def with_calibration(scores: CaseScores, sums: CalibrationSums) -> CaseScores:
    """The same with how well its probabilities are calibrated."""
    return replace(scores, ece=sums.ece, ace=sums.ace, brier=sums.brier)


def class_scores(
    labels: NDArray[np.uint8],
    truth: NDArray[np.uint8],
    *,
    spacing: Sequence[float],
    label_values: Sequence[int],
    tolerance: float = 1.0,
) -> dict[int, ClassScores]:
    """Of each foreground class, by its value; see `score_case`. NSD takes `tolerance` in mm.

    Raises:
        InputProblem: the shapes differ.
    """
    found = {}
    for value, one, other, ignored in _by_class(labels, truth, label_values):
        surface = surface_scores(one, other, spacing=spacing, tolerance=tolerance, ignored=ignored)
        found[value] = ClassScores(
            dice=dice(one, other),
            nsd=surface.nsd,
            hd95=surface.hd95,
            present=bool(other.any()),
            volume=millilitres(one, spacing),
            truth_volume=millilitres(other, spacing),
        )
    return found


def class_dice(
    labels: NDArray[np.uint8], truth: NDArray[np.uint8], label_values: Sequence[int]
) -> dict[int, float]:
    """Dice alone, of each foreground class by its value; see `score_case`.

    Raises:
        InputProblem: the shapes differ.
    """
    return {
        value: dice(one, other) for value, one, other, _ in _by_class(labels, truth, label_values)
    }


def _by_class(
    labels: NDArray[np.uint8], truth: NDArray[np.uint8], label_values: Sequence[int]
) -> Iterator[tuple[int, Mask, Mask, Mask | None]]:
    """Of each foreground class its value, what was said, what is true, and what counts nowhere."""
    if labels.shape[-3:] != truth.shape[-3:]:
        raise InputProblem(f"Labels are {labels.shape}, the approved mask is {truth.shape}.")
    ignorable = IGNORE not in label_values
    for at, value in enumerate(label_values[1:]):
        said, true = class_mask(labels, at, value), class_mask(truth, at, value)
        ignored = _layer(truth, at) == IGNORE if ignorable else None
        if ignored is None or not ignored.any():
            yield int(value), said, true, None
        else:
            yield int(value), said & ~ignored, true, ignored


def class_mask(labels: NDArray[np.uint8], at: int, value: int) -> NDArray[np.bool_]:
    """Where foreground class number `at` with label `value` is, bool (z, y, x); see `score_case`."""
    mask: NDArray[np.bool_] = _layer(labels, at) == (1 if labels.ndim == 4 else value)
    return mask


def calibration_of(
    probabilities: NDArray[np.float32], truth: NDArray[np.uint8], label_values: Sequence[int]
) -> CalibrationSums:
    """What calibration is measured from in one case; see `score_case`."""
    if len(probabilities) == len(label_values):
        return calibration_sums(probabilities, channel_numbers(truth, label_values))
    return calibration_sums(probabilities, _layers(truth, label_values))


def _layer(labels: NDArray[np.uint8], at: int) -> NDArray[np.uint8]:
    layer: NDArray[np.uint8] = labels[at] if labels.ndim == 4 else labels
    return layer


def _layers(truth: NDArray[np.uint8], label_values: Sequence[int]) -> NDArray[np.uint8]:
    """0, 1 and IGNORE (k, z, y, x), of a mask of label values where it is none already."""
    if truth.ndim == 4:
        return truth
    layers = np.stack([truth == value for value in label_values[1:]]).astype(np.uint8)
    if IGNORE not in label_values:
        layers[:, truth == IGNORE] = IGNORE
    return layers
