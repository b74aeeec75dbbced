"""How well one prediction matches the approved mask of one case."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import InputProblem
from models.evaluation.calibration import expected_calibration_error
from models.evaluation.overlap import dice
from models.evaluation.surface import surface_scores
from models.labelmap import channel_numbers


@dataclass(frozen=True)
class ClassScores:
    """Scores of one foreground class in one case; hd95 in mm."""

    dice: float
    nsd: float
    hd95: float
    present: bool


@dataclass(frozen=True)
class CaseScores:
    """Scores of one case.

    Attributes:
        case: id of the case.
        patient: opaque key of the patient (never a name): cases of one patient are resampled
            together in the bootstrap.
        classes: by label value, background left out.
        ece: expected calibration error, or None when only labels were given.
        groups: subgroups the case belongs to, such as "site:A".
    """

    case: str
    patient: str
    classes: Mapping[int, ClassScores]
    ece: float | None = None
    groups: tuple[str, ...] = ()

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
            "failed": self.failed,
            "groups": list(self.groups),
            "classes": {
                str(value): {"dice": s.dice, "nsd": s.nsd, "hd95": s.hd95, "present": s.present}
                for value, s in self.classes.items()
            },
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
    tolerance: float = 1.0,
) -> CaseScores:
    """Score one case.

    Args:
        labels: predicted label values (z, y, x) uint8, on the grid of `truth`.
        truth: approved label values (z, y, x) uint8.
        case: id of the case.
        patient: opaque key of the patient.
        spacing: mm (z, y, x).
        label_values: value of each channel, background first.
        probabilities: (C, z, y, x); with them the calibration error is measured too.
        tolerance: mm within which two surfaces agree (NSD).

    Raises:
        InputProblem: the shapes differ.
    """
    if labels.shape != truth.shape:
        raise InputProblem(f"Labels are {labels.shape}, the approved mask is {truth.shape}.")
    classes = {}
    for value in label_values[1:]:
        one, other = labels == value, truth == value
        surface = surface_scores(one, other, spacing=spacing, tolerance=tolerance)
        classes[int(value)] = ClassScores(
            dice=dice(one, other), nsd=surface.nsd, hd95=surface.hd95, present=bool(other.any())
        )
    ece = None
    if probabilities is not None:
        ece = expected_calibration_error(probabilities, channel_numbers(truth, label_values))
    return CaseScores(case=case, patient=patient, classes=classes, ece=ece)
