"""Why a classifier says what it says of a film: a map on the film's own grid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from models.classification.predictor import ClassifierPredictor
from models.classification.prepare import film_inside, prepare_film
from models.errors import InputProblem
from models.explain.heat import Heat, HeatOf


def seen_film(
    predictor: ClassifierPredictor, image: NDArray[np.float32], spacing: Sequence[float]
) -> torch.Tensor:
    """A film as the network sees it, on its device: float32 (1, c, *spec.size).

    Raises:
        InputProblem: the film cannot be given to the network.
    """
    ready = prepare_film(image, spacing, predictor.spec)
    return torch.from_numpy(ready)[None].to(predictor.device)


def explain_film(
    predictor: ClassifierPredictor,
    image: NDArray[np.float32],
    spacing: Sequence[float],
    finding: str,
    heat_of: HeatOf,
) -> Heat:
    """What in a film raised a finding.

    Args:
        predictor: the classifier.
        image: float32 (c, y, x) in modality units.
        spacing: mm (y, x).
        finding: key of the output.
        heat_of: the method.

    Returns:
        float32 (y, x) of the film in 0..1.

    Raises:
        InputProblem: the network knows no such finding, or cannot take the film.
    """
    known = predictor.spec.findings
    if finding not in known:
        raise InputProblem(
            f"The model knows no finding {finding!r}, only {', '.join(known)}.",
            code="unknown_finding",
        )
    seen = seen_film(predictor, image, spacing)
    heat = heat_of(predictor.network, seen, known.index(finding))
    inside = film_inside(image.shape[1:], spacing, predictor.spec.size)
    wide = functional.interpolate(
        torch.from_numpy(heat[inside])[None, None],
        size=image.shape[1:],
        mode="bilinear",
        align_corners=False,
    )
    found: Heat = wide[0, 0].numpy()
    return found
