from __future__ import annotations

import numpy as np
import pytest
import torch

from models.errors import DatasetProblem
from models.networks.build import build_network
from models.planning import CaseFacts, Fingerprint, Spacing, fingerprint, plan
from models.spec import ModelSpec, Triple


def facts(shape: Triple, spacing: Spacing = (1.0, 1.0, 1.0), value: float = 100) -> CaseFacts:
    return CaseFacts(shape, spacing, np.array([[value, value + 50]], np.float32))


def planned(shape: Triple, spacing: Spacing = (1.0, 1.0, 1.0), device: str = "cpu") -> ModelSpec:
    return plan(fingerprint([facts(shape, spacing)]), (0, 1), device)


def test_a_hippocampus_crop_gets_one_patch_of_about_its_own_size() -> None:
    spec = planned((35, 51, 36))
    assert spec.patch == (32, 48, 32)
    assert planned((35, 51, 36), device="cuda").patch == (40, 56, 40)
    assert spec.network.filters == (16, 32, 64, 96)
    assert spec.network.divisor == (8, 8, 8)


@pytest.mark.parametrize(
    ("shape", "spacing"),
    [
        ((35, 51, 36), (1.0, 1.0, 1.0)),
        # thick slices: the coarse axis keeps kernel 1 until the others are as coarse
        ((20, 256, 256), (6.0, 0.8, 0.8)),
        # one X-ray or one slice
        ((1, 512, 640), (1.0, 0.2, 0.2)),
        # a handful of slices, too few to halve
        ((5, 64, 64), (1.0, 1.0, 1.0)),
        # smaller than any receptive field
        ((3, 3, 3), (1.0, 1.0, 1.0)),
        ((400, 512, 512), (0.7, 0.7, 0.7)),
    ],
)
def test_every_plan_is_valid_and_its_network_runs(shape: Triple, spacing: Spacing) -> None:
    spec = planned(shape, spacing)
    assert ModelSpec.from_json(spec.to_json()) == spec
    smallest = spec.network.divisor
    size = tuple(max(2 * d, d) if d > 1 else p for d, p in zip(smallest, spec.patch, strict=True))
    network = build_network(spec).eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 1, *size)).shape == (1, 2, *size)


def test_a_single_slice_is_planned_flat() -> None:
    spec = planned((1, 512, 640), (1.0, 0.2, 0.2))
    assert spec.patch[0] == 1
    assert {kernel[0] for kernel in spec.network.kernels} == {1}
    assert {stride[0] for stride in spec.network.strides} == {1}


def test_thick_slices_start_with_flat_kernels() -> None:
    spec = planned((20, 256, 256), (6.0, 0.8, 0.8))
    assert spec.network.kernels[0] == (1, 3, 3)
    assert spec.network.strides[1] == (1, 2, 2)
    assert spec.network.kernels[-1] == (3, 3, 3)


def test_a_short_axis_that_stops_halving_early_leaves_the_others_their_kernels_and_depth() -> None:
    """In nnU-Net (get_pool_and_conv_props) an axis that is too short has no say any more."""
    network = planned((14, 40, 40)).network
    assert network.strides == ((1, 1, 1), (2, 2, 2), (1, 2, 2), (1, 2, 2))
    assert set(network.kernels) == {(3, 3, 3)}


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_a_large_volume_is_cut_to_a_patch_that_fits(device: str) -> None:
    spec = planned((400, 512, 512), device=device)
    # rounding up to the divisor may add one step per axis
    assert np.prod(spec.patch) < (400_000 if device == "cpu" else 4_000_000)


def test_spacing_is_the_median_and_the_coarse_axis_follows_the_finer_scans() -> None:
    same = fingerprint([facts((9, 9, 9), (1.0, 1.0, s)) for s in (1.0, 1.2, 2.0)])
    assert plan(same, (0, 1)).spacing == (1.0, 1.0, 1.2)
    thick = fingerprint([facts((9, 99, 99), (s, 1.0, 1.0)) for s in (2.0, 5.0, 5.0)])
    assert plan(thick, (0, 1)).spacing[0] < 5.0


def test_ct_is_normalised_by_the_foreground_of_the_dataset() -> None:
    summary = fingerprint([facts((9, 9, 9), value=40)])
    assert plan(summary, (0, 1), modality="CT").normalisation.kind == "ct"
    assert plan(summary, (0, 1), modality="CT").normalisation.mean == pytest.approx(65)
    assert plan(summary, (0, 1), modality="MR").normalisation.kind == "zscore"


def test_no_case_no_plan() -> None:
    with pytest.raises(DatasetProblem, match="no training case"):
        fingerprint([])


def test_a_case_without_foreground_does_not_break_the_fingerprint() -> None:
    case = CaseFacts.of(np.ones((4, 4, 4), np.float32), np.zeros((4, 4, 4), np.uint8), (1, 1, 1))
    assert isinstance(fingerprint([case]), Fingerprint)
