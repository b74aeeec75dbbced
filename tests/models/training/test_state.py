from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from models.training.state import Checkpoint, Progress


def saved(directory: Path, *steps: int) -> Checkpoint:
    checkpoint = Checkpoint(directory / "checkpoint")
    for step in steps:
        tensors = {"network": {"w": torch.full((50,), float(step))}}
        checkpoint.save(run="r", progress=Progress(step=step), tensors=tensors)
    return checkpoint


def step_of(checkpoint: Checkpoint, run: str = "r") -> tuple[int | None, list[str]]:
    warnings: list[str] = []
    found = checkpoint.load(run=run, warn=lambda code, message: warnings.append(message))
    return (found[0].step if found else None), warnings


def test_the_last_state_is_taken(tmp_path: Path) -> None:
    assert step_of(saved(tmp_path, 1, 2, 3)) == (3, [])


def test_a_damaged_state_is_named_and_the_one_before_is_taken(tmp_path: Path) -> None:
    checkpoint = saved(tmp_path, 1, 2)
    content = checkpoint.path.read_bytes()
    for damaged in (b"", b"garbage", content[: len(content) // 2], content[:-20]):
        checkpoint.path.write_bytes(damaged)
        step, warnings = step_of(checkpoint)
        assert step == 1
        assert len(warnings) == 1
        assert "checkpoint cannot be read" in warnings[0]


def test_two_damaged_states_are_both_named_and_the_run_starts_over(tmp_path: Path) -> None:
    checkpoint = saved(tmp_path, 1, 2)
    checkpoint.path.write_bytes(b"x")
    checkpoint.previous.write_bytes(b"y")
    step, warnings = step_of(checkpoint)
    assert step is None
    assert [message.split()[0] for message in warnings] == ["checkpoint", "checkpoint.previous"]


def test_a_kill_between_the_two_renames_loses_one_state_at_most(tmp_path: Path) -> None:
    checkpoint = saved(tmp_path, 1, 2)
    checkpoint.path.replace(checkpoint.previous)
    assert step_of(checkpoint) == (2, [])


def test_the_state_of_another_run_is_not_taken(tmp_path: Path) -> None:
    assert step_of(saved(tmp_path, 1, 2), run="other") == (None, [])


def test_a_flipped_byte_in_a_checkpoint_is_noticed(tmp_path: Path) -> None:
    """Torch reads past the checksums in its own files; weights that are a little wrong would go on."""
    checkpoint = Checkpoint(tmp_path / "checkpoint")
    tensors = {"network": {"a": torch.arange(10_000.0)}}
    checkpoint.save(run="r", progress=Progress(step=3), tensors=tensors)
    good = checkpoint.path.read_bytes()
    warned: list[str] = []
    for at in np.random.default_rng(0).integers(len(good), size=50):
        damaged = bytearray(good)
        damaged[at] ^= 0xFF
        checkpoint.path.write_bytes(damaged)
        found = checkpoint.load(run="r", warn=lambda code, _: warned.append(code))
        if found is not None:  # what was hit is padding
            assert torch.equal(found[1]["network"]["a"], tensors["network"]["a"])
    assert len(warned) > 40
    assert set(warned) == {"damaged_checkpoint"}
