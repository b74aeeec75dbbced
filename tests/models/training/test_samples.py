from __future__ import annotations

import numpy as np
import torch

from models.spec import ModelSpec, Triple
from models.training.places import find_places
from models.training.samples import PreparedCase, Sampler, crop
from tests.models.volumes import tiny_spec

CPU = torch.device("cpu")


def prepared(shape: Triple, corner: int = 0) -> PreparedCase:
    mask = np.zeros(shape, np.uint8)
    mask[corner, corner, corner] = 1
    image = np.arange(mask.size, dtype=np.float32).reshape(shape)
    return PreparedCase("a", image[None], mask[None], find_places(mask[None], tiny_spec()))


def sampler(cases: list[PreparedCase], spec: ModelSpec | None = None, seed: int = 0) -> Sampler:
    return Sampler(cases, spec or tiny_spec(), seed=seed, batch_size=2)


def test_a_batch_depends_on_seed_and_step_and_on_nothing_else() -> None:
    cases = [prepared((20, 20, 20)), prepared((12, 12, 12))]
    first = sampler(cases).batch(7, CPU)
    fresh = sampler(cases)
    fresh.batch(3, CPU)
    assert torch.equal(fresh.batch(7, CPU).images, first.images)
    assert not torch.equal(fresh.batch(8, CPU).images, first.images)
    assert not torch.equal(sampler(cases, seed=1).batch(7, CPU).images, first.images)


def test_a_batch_has_the_shape_and_types_that_the_loss_wants() -> None:
    batch = sampler([prepared((20, 9, 16))]).batch(0, CPU)
    assert batch.images.shape == batch.masks.shape == (2, 1, 16, 16, 16)
    assert (batch.images.dtype, batch.masks.dtype) == (torch.float32, torch.int64)


def test_every_case_is_seen_once_an_epoch() -> None:
    cases = [prepared((4, 4, 4)) for _ in range(5)]
    chooser = sampler(cases)
    for epoch in range(3):
        seen = [id(chooser._case_at(epoch * 5 + place)) for place in range(5)]
        assert sorted(seen) == sorted(id(case) for case in cases)


def test_a_crop_keeps_image_and_mask_together_and_often_shows_a_label() -> None:
    """The only labelled voxel of 27,000 lies in a corner: chance alone would rarely show it."""
    case = prepared((30, 30, 30), corner=29)
    rng = np.random.default_rng(0)
    pairs = [crop(case, (8, 8, 8), rng) for _ in range(100)]
    shown = [(image, mask) for image, mask in pairs if mask.any()]
    assert len(shown) > 35
    for image, mask in shown:
        assert image[mask > 0].tolist() == [29 * 900 + 29 * 30 + 29]


def test_a_short_axis_is_padded_around_the_scan() -> None:
    image, mask = crop(prepared((4, 4, 4)), (8, 4, 2), np.random.default_rng(0))
    assert image.shape == mask.shape == (1, 8, 4, 2)
    assert not image[:, :2].any()
    assert not image[:, 6:].any()
    assert image[:, 2:6].any()
