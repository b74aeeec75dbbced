from __future__ import annotations

import numpy as np
import pytest

from models.errors import InputProblem
from models.labelmap import IGNORE
from models.spec import Normalisation
from models.transforms.prepare import prepare_image, prepare_mask
from tests.models.volumes import SPACING, tiny_spec, two_blobs


def test_one_channel_may_come_without_its_axis() -> None:
    image = two_blobs(0)[0]
    alone = prepare_image(image, SPACING, tiny_spec())
    assert alone.shape == (1, 14, 20, 16)
    np.testing.assert_array_equal(alone, prepare_image(image[None], SPACING, tiny_spec()))


def test_every_sequence_is_scaled_by_itself() -> None:
    image = two_blobs(0)[0]
    spec = tiny_spec(
        in_channels=2,
        channel_normalisations=(Normalisation(), Normalisation("ct", 0, 1000, 500, 100)),
    )
    ready = prepare_image(np.stack([image, image]), SPACING, spec)
    assert abs(float(ready[0].mean())) < 0.05
    np.testing.assert_allclose(ready[1], (np.clip(image, 0, 1000) - 500) / 100, rtol=1e-5)


def test_another_number_of_channels_is_refused() -> None:
    with pytest.raises(InputProblem, match="has 3 channels, the model expects 1") as caught:
        prepare_image(np.ones((3, 4, 4, 4), np.float32), SPACING, tiny_spec())
    assert caught.value.code == "wrong_channels"


def test_a_mask_becomes_channel_numbers_and_what_nobody_labelled_stays_so() -> None:
    mask = np.zeros((4, 4, 8), np.uint8)
    mask[:, :, 2:4], mask[:, :, 6:] = 7, IGNORE
    spec = tiny_spec(label_values=(0, 3, 7))
    ready = prepare_mask(mask, SPACING, spec)
    assert ready.shape == (1, 4, 4, 8)
    assert ready[0, 0, 0].tolist() == [0, 0, 2, 2, 0, 0, IGNORE, IGNORE]
    finer = prepare_mask(mask, (1, 1, 2), spec)
    assert finer[0, 0, 0].tolist() == [0] * 4 + [2] * 4 + [0] * 4 + [IGNORE] * 4


@pytest.mark.parametrize("spacing", [SPACING, (1, 1, 2)], ids=["as it is", "finer"])
def test_a_label_that_the_network_does_not_know_is_ignored_and_no_background(
    spacing: tuple[float, float, float],
) -> None:
    mask = np.zeros((4, 4, 8), np.uint8)
    mask[:, :, 2:4], mask[:, :, 4:] = 3, 9
    ready = prepare_mask(mask, spacing, tiny_spec(label_values=(0, 3)))
    times = ready.shape[-1] // 8
    assert ready[0, 0, 0].tolist() == [0] * 2 * times + [1] * 2 * times + [IGNORE] * 4 * times


def test_overlapping_labels_keep_a_channel_each() -> None:
    mask = np.zeros((2, 4, 4, 8), np.uint8)
    mask[0, :, :, 2:6], mask[1, :, :, 4:8], mask[1, :, :, :2] = 1, 1, IGNORE
    ready = prepare_mask(mask, (1, 1, 2), tiny_spec(head="sigmoid"))
    assert ready.shape == (2, 4, 4, 16)
    assert ready[0, 0, 0].tolist() == [0] * 4 + [1] * 8 + [0] * 4
    assert ready[1, 0, 0].tolist() == [IGNORE] * 4 + [0] * 4 + [1] * 8
