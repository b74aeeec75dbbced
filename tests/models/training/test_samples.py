from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.spec import ModelSpec, Triple
from models.training.cache import PreparedCase
from models.training.order import Order
from models.training.places import find_places
from models.training.samples import Sampler, crop
from tests.models.volumes import tiny_spec

CPU = torch.device("cpu")


def prepared(shape: Triple, corner: int = 0, case_id: str = "a") -> PreparedCase:
    mask = np.zeros(shape, np.uint8)
    mask[corner, corner, corner] = 1
    image = np.arange(mask.size, dtype=np.float32).reshape(shape)
    places = find_places(mask[None], tiny_spec())
    return PreparedCase(
        case_id, torch.from_numpy(image[None]), torch.from_numpy(mask[None]), places
    )


def sampler(
    cases: list[PreparedCase], spec: ModelSpec | None = None, seed: int = 0, **team: int
) -> Sampler:
    order = Order([case.id for case in cases], seed=seed)
    return Sampler(cases, spec or tiny_spec(), order, seed=seed, **({"batch_size": 2} | team))


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


def test_a_sigmoid_batch_keeps_labels_apart_and_what_nobody_judged() -> None:
    case = prepared((16, 16, 16))
    mask = torch.zeros((2, 16, 16, 16), dtype=torch.uint8)
    mask[:, 4:12, 4:12, 4:12] = 1
    mask[1, :2] = 255
    both = PreparedCase("a", case.image, mask, case.places)
    batch = sampler([both], tiny_spec(head="sigmoid")).batch(0, CPU)
    assert batch.masks.shape == (2, 2, 16, 16, 16)
    assert set(batch.masks[:, 0].unique().tolist()) == {0, 1}
    assert set(batch.masks[:, 1].unique().tolist()) == {0, 1, 255}


def test_two_processes_make_the_batch_that_one_would_make_of_twice_the_size() -> None:
    cases = [prepared((12, 12, 12), corner=n, case_id=str(n)) for n in range(5)]
    whole = sampler(cases, batch_size=4).batch(3, CPU)
    shares = [sampler(cases, batch_size=2, rank=n, ranks=2).batch(3, CPU) for n in range(2)]
    assert torch.equal(torch.cat([share.images for share in shares]), whole.images)
    assert shares[0].cases + shares[1].cases == whole.cases


def test_parts_hold_the_same_samples() -> None:
    batch = sampler([prepared((12, 12, 12))], batch_size=5).batch(0, CPU)
    parts = batch.parts(2)
    assert torch.equal(torch.cat([part.images for part in parts]), batch.images)
    assert [part.share for part in parts] == [0.6, 0.4]


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


SIDE = st.integers(1, 14)


@settings(deadline=None, max_examples=40)
@given(st.tuples(SIDE, SIDE, SIDE), st.tuples(SIDE, SIDE, SIDE), st.integers(0, 2**32 - 1))
def test_a_crop_has_the_patchs_shape_and_holds_the_scan_once_in_its_place(
    shape: Triple, patch: Triple, seed: int
) -> None:
    """Voxels are numbered from 1: what is left beside the padding is a box of the scan."""
    numbers = np.arange(1, np.prod(shape) + 1, dtype=np.float32).reshape(shape)
    mask = (numbers % 3 == 0).astype(np.uint8)
    places = find_places(mask[None], tiny_spec())
    case = PreparedCase("a", torch.from_numpy(numbers[None]), torch.from_numpy(mask[None]), places)
    image, labels = crop(case, patch, np.random.default_rng(seed))
    assert image.shape == labels.shape == (1, *patch)
    inside = image[0] > 0
    assert int(inside.sum()) == np.prod(np.minimum(shape, patch))
    kept = image[0][inside].numpy().astype(int) - 1
    at = np.stack(np.unravel_index(kept, shape), axis=1)
    box = tuple(slice(low, high + 1) for low, high in zip(at.min(0), at.max(0), strict=True))
    np.testing.assert_array_equal(numbers[box].ravel(), kept + 1)
    np.testing.assert_array_equal(labels[0][inside].numpy(), mask[box].ravel())
    assert not labels[0][~inside].any()
