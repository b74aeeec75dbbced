from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from models.checkpoints import fits, load_spec, load_weights, save_spec, save_weights
from models.errors import SpecProblem, WeightsProblem
from models.networks.build import build_network
from tests.models.volumes import tiny_spec

WIDER = replace(tiny_spec().network, filters=(6, 8, 8))


def test_weights_come_back_bit_for_bit(tmp_path: Path) -> None:
    spec = tiny_spec()
    saved, loaded = build_network(spec), build_network(spec)
    save_weights(tmp_path / "w.safetensors", saved, spec)
    load_weights(tmp_path / "w.safetensors", loaded, spec)
    image = torch.randn(1, 1, 16, 16, 16)
    with torch.inference_mode():
        assert torch.equal(saved.eval()(image), loaded.eval()(image))


def test_saving_twice_gives_one_hash(tmp_path: Path) -> None:
    network = build_network(tiny_spec())
    assert save_weights(tmp_path / "a", network) == save_weights(tmp_path / "b", network)


def test_weights_of_another_width_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    save_weights(path, build_network(tiny_spec()))
    other = build_network(tiny_spec(network=WIDER))
    assert not fits(path, other)
    with pytest.raises(WeightsProblem, match=r"input_block\.conv1.*has shape"):
        load_weights(path, other)


def test_weights_saved_for_another_spec_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    spec = tiny_spec()
    save_weights(path, build_network(spec), spec)
    with pytest.raises(WeightsProblem, match="another spec"):
        load_weights(path, build_network(spec), tiny_spec(spacing=(2.0, 1.0, 1.0)))


def test_a_pickle_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    torch.save({"a": torch.zeros(1)}, path)
    with pytest.raises(WeightsProblem, match="not a readable safetensors"):
        load_weights(path, build_network(tiny_spec()))


def test_a_spec_file_comes_back(tmp_path: Path) -> None:
    save_spec(tmp_path / "spec.json", tiny_spec())
    assert load_spec(tmp_path / "spec.json") == tiny_spec()


def test_a_broken_spec_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text("{")
    with pytest.raises(SpecProblem, match=r"spec\.json"):
        load_spec(tmp_path / "spec.json")
