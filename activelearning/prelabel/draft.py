"""What a network proposes for one case, and how sure it is where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activelearning.score.case import CaseDoubt, score_case
from activelearning.score.places import DoubtfulPlace, doubtful_places, slice_doubt
from models.inference.predictor import Predictor
from models.uncertainty.voxel import entropy


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

    mask: NDArray[np.uint8]
    uncertainty: NDArray[np.uint8]
    slice_doubt: list[float]
    doubtful_places: list[DoubtfulPlace]
    doubt: CaseDoubt


def propose(predictor: Predictor, image: NDArray[np.float32], spacing: Sequence[float]) -> Proposal:
    """Segment and score one volume.

    Args:
        predictor: of the live model.
        image: float32 (z, y, x) in modality units.
        spacing: mm (z, y, x).

    Raises:
        InputProblem: the image cannot be given to the network.
    """
    prediction = predictor.predict(image, spacing)
    uncertainty = entropy(prediction.probabilities)
    return Proposal(
        mask=prediction.labels,
        uncertainty=np.rint(uncertainty * 255).astype(np.uint8),
        slice_doubt=slice_doubt(uncertainty),
        doubtful_places=doubtful_places(uncertainty, spacing),
        doubt=score_case(prediction.probabilities, spacing, predictor.spec.label_values),
    )
