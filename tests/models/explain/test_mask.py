from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from models.errors import InputProblem
from models.explain.heat import Heat
from models.explain.mask import aim_at, explain_mask, window_around
from models.explain.methods import heat_by
from models.inference.predictor import Predictor
from models.networks.build import build_network
from tests.models.volumes import SPACING, tiny_spec, two_blobs


def predictor(**changes: object) -> Predictor:
    torch.manual_seed(0)
    spec = tiny_spec(**changes)
    return Predictor(build_network(spec), spec, torch.device("cpu"))


@pytest.mark.parametrize("head", ["softmax", "sigmoid"])
def test_a_label_is_explained_on_the_windows_own_grid(head: str) -> None:
    image, mask = two_blobs(1)
    one = predictor(head=head)
    drawn, spacing = mask == 2, (1.5, 1.0, 1.0)
    window = window_around(drawn, spacing, one.spec)
    aim = aim_at(one, image[window], drawn[window], spacing, 2)
    heat = explain_mask(aim, image[window].shape, heat_by("grad_cam"))
    assert heat.shape == (11, 16, 16)
    assert 0 <= heat.min() < heat.max() <= 1
    assert one.spec.output_values[aim.channel] == 2


def test_what_is_padded_for_the_network_is_no_part_of_the_map() -> None:
    image, mask = two_blobs(2, shape=(6, 9, 11))
    aim = aim_at(predictor(), image, mask == 1, SPACING, 1)

    def position(_: nn.Module, seen: torch.Tensor, __: int) -> Heat:
        marked = torch.zeros(seen.shape[2:])
        marked[aim.inside[2:]] = 1
        return marked.numpy()

    assert aim.seen.shape == (1, 1, 16, 16, 16)
    assert int(aim.network.mask.sum()) == int((mask == 1).sum())
    np.testing.assert_array_equal(explain_mask(aim, (6, 9, 11), position), 1)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        # at an end of the volume: the window stays inside
        ((slice(0, 2), slice(38, 40), slice(3, 5)), ((0, 16), (24, 40), (0, 16))),
        # in the middle
        ((slice(18, 22), slice(18, 22), slice(18, 22)), ((12, 28), (12, 28), (12, 28))),
        # longer than a patch along y: around its middle
        ((slice(20, 22), slice(2, 38), slice(20, 22)), ((13, 29), (11, 27), (13, 29))),
    ],
)
def test_as_much_is_looked_at_as_a_patch(
    drawn: tuple[slice, ...], expected: tuple[tuple[int, int], ...]
) -> None:
    mask = np.zeros((40, 40, 40), bool)
    mask[drawn] = True
    window = window_around(mask, SPACING, tiny_spec())
    assert tuple((part.start, part.stop) for part in window) == expected


def test_the_window_of_a_bent_mask_always_holds_some_of_it() -> None:
    mask = np.zeros((10, 60, 60), bool)
    mask[5, 2, :] = mask[5, :, 2] = mask[5, 57, :] = True  # nothing in its middle
    window = window_around(mask, SPACING, tiny_spec())
    assert mask[window].any()


def test_an_empty_mask_and_an_unknown_label_are_refused() -> None:
    image, mask = two_blobs(1)
    with pytest.raises(InputProblem, match="at least one voxel"):
        window_around(mask == 9, SPACING, tiny_spec())
    with pytest.raises(InputProblem, match="no label 9"):
        aim_at(predictor(), image, mask == 1, SPACING, 9)
