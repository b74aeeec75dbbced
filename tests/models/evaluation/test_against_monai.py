"""The same numbers as MONAI where both define the same thing: masks that are not empty."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from monai.metrics.hausdorff_distance import compute_hausdorff_distance
from monai.metrics.meandice import compute_dice
from monai.metrics.surface_dice import compute_surface_dice
from scipy import ndimage

from models.evaluation.overlap import dice
from models.evaluation.surface import surface_scores

pytestmark = pytest.mark.filterwarnings("ignore:.*always_return_as_numpy:FutureWarning")
SHAPE = (12, 20, 16)
SPACING = (2.5, 0.8, 1.1)


def blob(seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=SHAPE)
    mask: np.ndarray = ndimage.gaussian_filter(noise, 2.0) > 0.02
    return mask


def batch(mask: np.ndarray) -> torch.Tensor:
    """MONAI's (batch, channel, z, y, x), with a background channel."""
    return torch.from_numpy(np.stack([~mask, mask])[None].astype(np.float32))


@pytest.mark.parametrize("seed", range(4))
def test_dice_hd95_and_nsd_are_those_of_monai(seed: int) -> None:
    one, other = blob(seed), blob(seed + 100)
    ours = surface_scores(one, other, spacing=SPACING, tolerance=2.0)
    pair = (batch(one), batch(other))
    options = {"include_background": False, "spacing": SPACING}
    hd95 = compute_hausdorff_distance(*pair, percentile=95, **options)
    nsd = compute_surface_dice(*pair, class_thresholds=[2.0], **options)
    assert dice(one, other) == pytest.approx(compute_dice(*pair, include_background=False).item())
    assert ours.hd95 == pytest.approx(hd95.item(), rel=1e-5)
    assert ours.nsd == pytest.approx(nsd.item(), rel=1e-5)


def test_where_one_mask_is_empty_monai_has_no_number_and_we_have_the_worst() -> None:
    nothing, something = np.zeros(SHAPE, bool), blob(0)
    pair = (batch(nothing), batch(something))
    with pytest.warns(UserWarning, match="all 0"):
        hd95 = compute_hausdorff_distance(*pair, percentile=95, include_background=False)
    assert not np.isfinite(hd95.item())
    ours = surface_scores(nothing, something, spacing=SPACING, tolerance=2.0)
    assert ours.hd95 == pytest.approx(np.linalg.norm(np.array(SHAPE) * SPACING))
