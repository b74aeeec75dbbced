from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.spec import ModelSpec
from models.transforms.augment import AugmentRanges, apply, draw
from models.transforms.intensity import Intensity, change_intensity
from tests.models.volumes import tiny_spec

SHAPE = (8, 12, 10)
ALL = AugmentRanges(
    share=1.0,
    bend_share=1.0,
    noise_share=1.0,
    blur_share=1.0,
    contrast_share=1.0,
    coarse_share=1.0,
    gamma_share=1.0,
    inverted_share=0.5,
)
STILL = replace(
    ALL,
    share=0.0,
    bend_share=0.0,
    noise_share=0.0,
    blur_share=0.0,
    gain=0.0,
    offset=0.0,
    contrast_share=0.0,
    coarse_share=0.0,
    gamma_share=0.0,
)
MOVED = replace(STILL, share=1.0, bend_share=1.0)


def spec_of(**changes: object) -> ModelSpec:
    return replace(tiny_spec(), **({"patch": SHAPE} | changes))  # type: ignore[arg-type]


def pair(number: int = 1, channels: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    image = torch.randn(number, channels, *SHAPE, generator=generator)
    mask = torch.zeros(number, 1, *SHAPE, dtype=torch.uint8)
    mask[..., 2:6, 3:9, 2:5] = 2
    return image, mask


def test_ranges_of_zero_change_nothing() -> None:
    image, mask = pair()
    moved, labels = apply(image, mask, [draw(np.random.default_rng(0), STILL, spec_of())], 3)
    torch.testing.assert_close(moved, image, atol=1e-4, rtol=1e-4)
    assert torch.equal(labels, mask)


def test_a_draw_is_a_record_that_gives_the_same_sample_again_alone_or_in_a_batch() -> None:
    drawn = [draw(np.random.default_rng(n), ALL, spec_of(in_channels=2)) for n in range(3)]
    image, mask = pair(3, channels=2)
    together = apply(image, mask, drawn, 3)
    for n, one in enumerate(drawn):
        alone = apply(image[n : n + 1], mask[n : n + 1], [one], 3)
        torch.testing.assert_close(alone[0][0], together[0][n])
        assert torch.equal(alone[1][0], together[1][n])
    assert torch.isfinite(together[0]).all()


@pytest.mark.parametrize("classes", [3, 20])
def test_labels_stay_labels(classes: int) -> None:
    image, mask = pair()
    for seed in range(5):
        drawn = [draw(np.random.default_rng(seed), MOVED, spec_of())]
        assert set(apply(image, mask, drawn, classes)[1].unique().tolist()) <= {0, 2}


@pytest.mark.parametrize("labels", [1, 2])
def test_labels_that_may_overlap_move_each_by_itself_one_alone_too(labels: int) -> None:
    """As many masks as outputs are those of a sigmoid head; a single one is no background."""
    mask = (pair()[1] == 2).to(torch.uint8)
    drawn = [draw(np.random.default_rng(0), MOVED, spec_of())]
    alone = apply(mask.float(), mask, drawn, 2)[1]
    moved = apply(mask.float(), mask.repeat(1, labels, 1, 1, 1), drawn, labels)[1]
    assert alone.sum() > 0
    for channel in moved.unbind(dim=1):
        assert torch.equal(channel, alone[:, 0])


def test_image_and_labels_move_together() -> None:
    """The image is the mask: after any move and bend they still agree but for half voxels."""
    _, mask = pair()
    for seed in range(5):
        drawn = [draw(np.random.default_rng(seed), MOVED, spec_of())]
        image, labels = apply(mask.float(), mask, drawn, 3)
        assert torch.equal(image > 1.0, labels == 2)


def test_a_voxel_that_is_partly_of_what_nobody_judged_is_not_judged_either() -> None:
    mask = pair()[1]
    mask[..., :5] = 255
    for seed in range(5):
        drawn = [draw(np.random.default_rng(seed), MOVED, spec_of())]
        labels = apply(mask.float(), mask, drawn, 3)[1]
        alone = apply(mask.float(), (mask == 255).to(torch.uint8), drawn, 2)[1]
        assert set(labels.unique().tolist()) <= {0, 2, 255}
        assert bool((labels == 255)[alone == 1].all())
        assert int((labels == 255).sum()) > int(alone.sum()) > 0


def test_no_draw_mirrors_a_scan_unless_the_plan_allows_it() -> None:
    """Left and right must stay what they are: the affine's determinant is never negative."""
    for seed in range(100):
        drawn = draw(np.random.default_rng(seed), MOVED, spec_of())
        assert np.linalg.det(drawn.affine[:, :3]) > 0


def test_a_scan_is_mirrored_on_the_axes_of_the_plan_alone() -> None:
    image, mask = pair()
    spec = spec_of(mirror_axes=(1,))
    seen = set()
    for seed in range(20):
        moved, labels = apply(image, mask, [draw(np.random.default_rng(seed), STILL, spec)], 3)
        flipped = torch.allclose(moved, image.flip(3), atol=1e-4)
        assert flipped or torch.allclose(moved, image, atol=1e-4)
        assert torch.equal(labels, mask.flip(3) if flipped else mask)
        seen.add(flipped)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("changes", "across"),
    [
        ({"patch": (1, 16, 16)}, 2),
        ({"spacing": (5.0, 1.0, 1.0)}, 2),
        # sagittal slices: x, which comes first in (x, y, z), is the thick axis
        ({"spacing": (1.0, 1.0, 5.0)}, 0),
    ],
)
def test_a_single_or_thick_slice_only_turns_and_bends_in_its_plane(
    changes: dict, across: int
) -> None:
    drawn = draw(np.random.default_rng(0), ALL, spec_of(**changes))
    plane = [axis for axis in range(3) if axis != across]
    np.testing.assert_allclose(drawn.affine[across, plane], 0, atol=1e-12)
    np.testing.assert_allclose(drawn.affine[plane, across], 0, atol=1e-12)
    assert drawn.bend is not None
    assert not drawn.bend[across].any()
    assert drawn.bend[plane].any(axis=(1, 2, 3)).all()


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        # brightness
        (Intensity(gain=2.0, offset=1.0), lambda v: v * 2 + 1),
        # twice the contrast about the mean, within the range
        (
            Intensity(contrast=2.0),
            lambda v: ((v - v.mean()) * 2 + v.mean()).clamp(v.min(), v.max()),
        ),
        # a curve over the negative is the negative of a curve
        (
            Intensity(gamma=1.5, inverted=True),
            lambda v: -change_intensity(-v[None], [Intensity(gamma=1.5)])[0],
        ),
    ],
)
def test_what_an_intensity_says_is_done(how: Intensity, expected) -> None:  # type: ignore[no-untyped-def]
    volume = torch.randn(6, 7, 8, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(change_intensity(volume[None], [how])[0], expected(volume))


@pytest.mark.parametrize("how", [Intensity(blur=1.0), Intensity(coarse=0.5)])
def test_blur_and_low_resolution_lose_detail_and_keep_the_mean(how: Intensity) -> None:
    volume = torch.randn(16, 16, 16, generator=torch.Generator().manual_seed(1))
    changed = change_intensity(volume[None], [how])[0]
    assert changed.std() < 0.7 * volume.std()
    assert abs(float(changed.mean() - volume.mean())) < 0.1


def test_a_curve_keeps_mean_and_spread_and_the_order_of_values() -> None:
    volume = torch.randn(8, 8, 8, generator=torch.Generator().manual_seed(1))
    curved = change_intensity(volume[None], [Intensity(gamma=1.4)])[0]
    torch.testing.assert_close(curved.mean(), volume.mean(), atol=1e-4, rtol=0)
    torch.testing.assert_close(curved.std(), volume.std(), atol=1e-4, rtol=0)
    assert torch.equal(curved.flatten().argsort(), volume.flatten().argsort())
    assert not torch.allclose(curved, volume, atol=0.05)


def test_noise_of_one_seed_is_the_same_noise() -> None:
    volume = torch.zeros(2, 4, 4, 4)
    first, second = change_intensity(volume, [Intensity(noise=0.1, noise_seed=s) for s in (1, 2)])
    assert torch.equal(first, change_intensity(volume[:1], [Intensity(noise=0.1, noise_seed=1)])[0])
    assert not torch.equal(first, second)


def test_a_constant_image_stays_finite() -> None:
    volume = torch.full((1, 4, 4, 4), 3.0)
    drawn = Intensity(gamma=1.5, contrast=2.0, coarse=0.5, blur=1.0)
    assert torch.isfinite(change_intensity(volume, [drawn])).all()
