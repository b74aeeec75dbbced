from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from models.networks.build import build_network
from models.planning.memory import (
    FIXED,
    IN_WORK,
    LOSS_MAPS,
    OPTIMISER,
    left_in_container,
    memory_at_hand,
    training_bytes,
    weight_count,
)
from models.spec import ModelSpec, NetworkSpec

PATCH = (16, 32, 32)


def spec(name: str, in_channels: int = 1) -> ModelSpec:
    network = NetworkSpec(
        name,
        (16, 32, 64, 96),
        ((1, 3, 3), (3, 3, 3), (3, 3, 3), (3, 3, 3)),
        ((1, 1, 1), (1, 2, 2), (2, 2, 2), (2, 2, 2)),
    )
    return ModelSpec(network, (0, 1, 2), (3.0, 1.0, 1.0), PATCH, in_channels=in_channels)


def kept_for_backward(made: ModelSpec, batch: int) -> int:
    """Bytes that one forward pass really leaves behind, counted without the weights."""
    network = build_network(made).train()
    weights = {p.untyped_storage().data_ptr() for p in network.parameters()}
    kept: dict[int, torch.UntypedStorage] = {}

    def count(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage
        return tensor

    image = torch.zeros(batch, made.in_channels, *PATCH)
    with torch.autograd.graph.saved_tensors_hooks(count, lambda tensor: tensor):
        network(image)
    return sum(storage.nbytes() for storage in kept.values())


@pytest.mark.parametrize("name", ["dynunet", "resunet"])
def test_the_estimate_counts_the_features_that_a_pass_really_keeps(name: str) -> None:
    made, voxels = spec(name), 16 * 32 * 32
    beside = (
        FIXED
        + weight_count(made.network, 1, 3) * OPTIMISER
        + 2 * voxels * (IN_WORK * 16 + LOSS_MAPS * 3) * 4
    )
    estimate = training_bytes(made, 2, bf16=False) - beside
    assert estimate == pytest.approx(kept_for_backward(made, 2), rel=0.05)


@pytest.mark.parametrize("name", ["dynunet", "resunet"])
def test_weights_are_counted_without_building_them(name: str) -> None:
    made = spec(name, in_channels=4)
    built = sum(p.numel() for p in build_network(made).parameters())
    assert weight_count(made.network, 4, 3) == pytest.approx(built, rel=0.02)


def test_more_patches_labels_and_levels_of_supervision_take_more() -> None:
    made = spec("dynunet")
    network = dataclasses.replace(made.network, deep_supervision=2)
    small = training_bytes(made, 1, bf16=True)
    assert small < training_bytes(made, 1, bf16=False) < training_bytes(made, 2, bf16=False)
    assert small < training_bytes(dataclasses.replace(made, network=network), 1, bf16=True)
    many = dataclasses.replace(made, label_values=tuple(range(100)))
    assert small < training_bytes(many, 1, bf16=True)


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="needs Linux")
def test_what_is_free_here_is_a_plausible_number() -> None:
    assert 1 << 26 < memory_at_hand(torch.device("cpu")) < 1 << 50


def test_what_a_container_has_read_of_files_is_not_used_up(tmp_path: Path) -> None:
    """Otherwise a run that has read its cases would be planned for no memory at all."""
    for name, text in {
        "memory.max": "8000\n",
        "memory.current": "7500\n",
        "memory.stat": "anon 2500\nfile 5000\ninactive_file 3000\nactive_file 1500\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    assert left_in_container(tmp_path) == 8000 - 7500 + 4500
    (tmp_path / "memory.max").write_text("max\n", encoding="ascii")
    assert left_in_container(tmp_path) == left_in_container(tmp_path / "none") == 1 << 62
