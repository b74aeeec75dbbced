"""A case of one image, as a classifier wants it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.cohorts.selectors import case_name
from labeling.ingest.selectors import geometry_of, load_volume, shown_inverted
from models.errors import InputProblem


@dataclass(frozen=True)
class Film:
    """image float32 (1, y, x), as it is shown: bone is bright; spacing mm (y, x)."""

    image: NDArray[np.float32]
    spacing: tuple[float, float]


def load_case_film(case: Any) -> Film:
    """The one image of a case.

    Raises:
        InputProblem: it has several, so that none speaks for it.
        NotVolume, DicomProblem: as `load_volume`.
    """
    geometry = geometry_of(case.series)
    if geometry.shape[0] != 1:
        raise InputProblem(
            f"Case {case_name(case)}: {geometry.shape[0]} images, expected one.",
            code="several_images",
            case=case_name(case),
        )
    image = load_volume(case.series)
    if shown_inverted(case.series):
        image = image.max() + image.min() - image
    return Film(image=image, spacing=geometry.spacing[1:])
