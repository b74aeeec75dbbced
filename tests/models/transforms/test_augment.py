from __future__ import annotations

import numpy as np
import torch

from models.transforms.augment import AugmentRanges, apply, draw

STILL = AugmentRanges(share=0.0, gain=0.0, offset=0.0, gamma=0.0, noise=0.0)
SHAPE = (8, 12, 10)


def pair() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    image = torch.randn(1, 1, *SHAPE, generator=generator)
    mask = torch.zeros(1, 1, *SHAPE)
    mask[..., 2:6, 3:9, 2:5] = 2
    return image, mask


def test_ranges_of_zero_change_nothing() -> None:
    image, mask = pair()
    moved, labels = apply(image, mask, [draw(np.random.default_rng(0), STILL, SHAPE)])
    torch.testing.assert_close(moved, image, atol=1e-4, rtol=1e-4)
    assert torch.equal(labels, mask)


def test_the_same_draw_gives_the_same_sample() -> None:
    drawn = [draw(np.random.default_rng(3), AugmentRanges(), SHAPE)]
    first, second = apply(*pair(), drawn), apply(*pair(), drawn)
    assert torch.equal(first[0], second[0])
    assert torch.equal(first[1], second[1])


def test_labels_stay_labels() -> None:
    image, mask = pair()
    for seed in range(5):
        drawn = [draw(np.random.default_rng(seed), AugmentRanges(share=1.0), SHAPE)]
        assert set(apply(image, mask, drawn)[1].unique().tolist()) <= {0.0, 2.0}


def test_no_draw_mirrors_a_scan() -> None:
    """Left and right must stay what they are: the affine's determinant is never negative."""
    for seed in range(200):
        drawn = draw(np.random.default_rng(seed), AugmentRanges(share=1.0), SHAPE)
        assert np.linalg.det(drawn.affine[:, :3]) > 0


def test_a_single_slice_only_turns_in_its_plane() -> None:
    drawn = draw(np.random.default_rng(0), AugmentRanges(share=1.0), (1, 16, 16))
    np.testing.assert_allclose(drawn.affine[2, :2], 0, atol=1e-12)
    np.testing.assert_allclose(drawn.affine[:2, 2], 0, atol=1e-12)
