from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.errors import DatasetProblem
from models.training.cache import on_device, prepare_split
from models.training.dataset import DatasetIndex, read_index, write_case
from models.training.samples import crop
from tests.models.volumes import tiny_spec, two_blobs, write_dataset


def test_cases_beyond_the_room_in_memory_are_mapped_from_disk_and_give_the_same_crops(
    tmp_path: Path,
) -> None:
    write_dataset(tmp_path / "data", train=3)
    index = read_index(tmp_path / "data")
    spec = tiny_spec(patch=(8, 8, 8))
    held = prepare_split(index, "train", spec, room=10**9, folder=tmp_path / "none")
    assert not (tmp_path / "none").exists()
    mixed = prepare_split(index, "train", spec, room=held[0].size, folder=tmp_path / "spill")
    assert sorted(path.name for path in (tmp_path / "spill").iterdir()) == [
        "case-1.image.npy",
        "case-1.mask.npy",
        "case-2.image.npy",
        "case-2.mask.npy",
    ]
    for one, other in zip(held, mixed, strict=True):
        first = crop(one, spec.patch, np.random.default_rng(4))
        second = crop(other, spec.patch, np.random.default_rng(4))
        assert torch.equal(first[0], second[0])
        assert torch.equal(first[1], second[1])


def test_a_spacing_that_makes_more_voxels_than_there_is_memory_names_the_case(
    tmp_path: Path,
) -> None:
    """Else the kernel would kill the process, and nobody would know which case it was."""
    image, mask = two_blobs(0)
    entry = write_case(tmp_path, "far", image, mask, (50.0, 50.0, 50.0))
    index = DatasetIndex(tmp_path, (0, 1, 2), (entry,))
    fine = tiny_spec(spacing=(0.05, 0.05, 0.05))
    with pytest.raises(DatasetProblem, match="Case far: At a spacing of 50 x 50 x 50") as refused:
        prepare_split(index, "train", fine, room=10**9, folder=tmp_path / "spill")
    assert (refused.value.code, refused.value.case) == ("too_large", "far")


def test_on_a_cpu_cases_stay_where_they_are(tmp_path: Path) -> None:
    write_dataset(tmp_path, train=1)
    held = prepare_split(
        read_index(tmp_path), "train", tiny_spec(), room=10**9, folder=tmp_path / "spill"
    )
    assert on_device(held, torch.device("cpu")) is held
