"""What anybody may hand to training and inference: refused by name, and no file is half written."""

from __future__ import annotations

import io
import json
import os
import pickle
import resource
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from models.checkpoints import load_spec, save_weights
from models.errors import (
    DatasetProblem,
    RequestProblem,
    SpecProblem,
    StorageProblem,
    WeightsProblem,
)
from models.inference.predictor import Predictor
from models.networks.build import build_network
from models.spec import ModelSpec
from models.training.arrays import read_arrays
from models.training.dataset import LabeledCase, read_case, read_index
from models.training.request import TrainingRequest
from models.training.state import Checkpoint, Progress
from tests.models.volumes import tiny_spec, two_blobs, write_dataset

DEEP = "[" * 200_000
NAMES = ("image", "mask", "spacing")


def broken_index(directory: Path, **changes: Any) -> None:
    path = directory / "dataset.json"
    value = json.loads(path.read_text())
    case = {key: changes.pop(key) for key in ("id", "split", "image") if key in changes}
    value["cases"][0] |= case
    path.write_text(json.dumps(value | changes).replace("Infinity", "1e999"))


def read_first(directory: Path) -> LabeledCase:
    index = read_index(directory)
    return read_case(index, index.cases[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "../../escaped"},
        {"id": [1]},
        {"id": "a\0b"},
        {"split": {}},
        {"image": 3},
        {"image": "/etc/passwd"},
        {"image": "cases/\0"},
        {"image": "cases/../../elsewhere.npz"},
        {"cases": None},
        {"cases": "abc"},
        {"cases": [[]]},
        {"label_values": [0, float("inf")]},
        {"label_values": [0, 300]},
        {"label_values": [0, -1]},
        {"label_values": None},
        {"ignore_value": float("inf")},
        {"channels": 3},
        {"head": None},
    ],
    ids=repr,
)
def test_an_index_that_makes_no_sense_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    write_dataset(tmp_path, train=1, validation=0)
    broken_index(tmp_path, **changes)
    with pytest.raises(DatasetProblem):
        read_first(tmp_path)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (inside := tmp_path / "inside").mkdir()
    write_dataset(inside, train=1, validation=0)
    (inside / "cases" / "case-0.npz").rename(tmp_path / "secret.npz")
    (inside / "cases" / "case-0.npz").symlink_to(tmp_path / "secret.npz")
    with pytest.raises(DatasetProblem, match="outside the dataset folder"):
        read_index(inside)


@pytest.mark.parametrize("text", [DEEP, '{"a":' * 100_000, "[]", "null", "\xff"], ids=len)
def test_files_that_are_no_json_object_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "dataset.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(DatasetProblem, match=r"dataset\.json cannot be read"):
        read_index(tmp_path)
    with pytest.raises(SpecProblem):
        load_spec(tmp_path / "dataset.json")
    with pytest.raises(RequestProblem):
        TrainingRequest.read(tmp_path / "dataset.json")


def test_a_folder_of_others_is_told_what_makes_it_one_to_train_on(tmp_path: Path) -> None:
    with pytest.raises(DatasetProblem, match=r"holds no dataset.json.*models.training.convert"):
        read_index(tmp_path)


def packed(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def array(value: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, value, allow_pickle=True)
    return buffer.getvalue()


def header(*shape: int) -> bytes:
    buffer = io.BytesIO()
    form: Any = {"descr": "<f4", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, form)
    return buffer.getvalue()


class Evil:
    def __reduce__(self) -> Any:
        return os.mkdir, ("was-run",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        pickle.dumps(Evil()),
        array(np.zeros(3)),
        packed(image=array(np.array([Evil()], object))),
        packed(image=b"no array"),
        packed(image=b"\x93NUMPY\x01\x00\x10\x00" + b"(" * 16),
        packed(image=header(-5, 2, 2)),
        packed(image=header(10**5, 10**5, 10**4)),
        packed(image=array(np.zeros(3))),
    ],
    ids=range(10),
)
def test_a_case_file_that_is_none_is_named_and_runs_nothing(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(DatasetProblem, match="Case a: ") as refused:
        read_arrays(tmp_path / "a.npz", NAMES, case="a")
    assert refused.value.case == "a"
    assert not (tmp_path / "was-run").exists()


def test_flipped_bytes_give_a_named_error_or_the_arrays(tmp_path: Path) -> None:
    image, mask = two_blobs(0)
    good = packed(image=array(image), mask=array(mask), spacing=array(np.ones(3)))
    rng = np.random.default_rng(0)
    for _ in range(100):
        damaged = bytearray(good)
        for at in rng.integers(len(good), size=3):
            damaged[at] = rng.integers(256)
        (tmp_path / "a.npz").write_bytes(damaged)
        with suppress(DatasetProblem):
            found = read_arrays(tmp_path / "a.npz", NAMES, case="a")
            assert np.array_equal(found["image"], image)


def test_a_case_that_unpacks_to_more_than_the_memory_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.npz").write_bytes(packed(image=array(np.zeros(1 << 20, np.float32))))
    monkeypatch.setattr("models.training.arrays.memory_at_hand", lambda device: 1 << 20)
    with pytest.raises(DatasetProblem, match="more memory than there is") as refused:
        read_arrays(tmp_path / "a.npz", ("image",), case="a")
    assert refused.value.code == "case_too_large"


def test_a_pipe_in_the_place_of_a_file_holds_up_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.npz")
    with pytest.raises(DatasetProblem, match="no file"):
        read_arrays(tmp_path / "a.npz", NAMES, case="a")


CT = {"kind": "ct", "low": 0, "high": 2, "mean": 0, "std": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"label_values": [0, float("inf")]},
        {"normalisation": CT | {"low": "a"}},
        {"normalisation": CT | {"mean": float("nan")}},
        {"normalisation": CT | {"std": float("inf")}},
        {"normalisation": CT | {"kind": "zscore", "low": -5, "high": 200}},
        {"normalisation": None},
        {"network": None},
        {"network": [1]},
        {"strides": [[0, 1, 1]] * 3},
        {"filters": [float("inf")] * 3},
        {"patch": [1, 2]},
        {"spacing": [1, float("nan"), 1]},
    ],
    ids=repr,
)
def test_an_edited_spec_is_refused(changes: dict[str, Any]) -> None:
    value = tiny_spec().to_json()
    network = {key: changes.pop(key) for key in ("strides", "filters") if key in changes}
    value["network"] |= network
    with pytest.raises(SpecProblem):
        ModelSpec.from_json(value | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"max_steps": "3"},
        {"max_steps": 2.5},
        {"max_steps": True},
        {"max_steps": None, "budget_seconds": float("inf")},
        {"budget_seconds": "x"},
        {"wall_clock": 1},
        {"budget_seconds": 10**400},
        {"max_steps": 10**400},
        {"ema": -(10**400)},
        {"out": "a\0b"},
        {"dataset": 3},
        {"dataset": None},
        {"seed": -1},
        {"seed": 10**40},
        {"seed": None},
        {"threads": 10**9},
        {"ema": "a"},
        {"new_cases": 3},
        {"new_cases": [3]},
        {"device": "banana"},
        {"deterministic": "no"},
        {"checkpoint_seconds": float("nan")},
        {"lane": [1]},
    ],
    ids=repr,
)
def test_a_request_of_wrong_types_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    good = {"dataset": str(tmp_path), "out": str(tmp_path / "out"), "max_steps": 3}
    (tmp_path / "request.json").write_text(json.dumps(good | changes))
    with pytest.raises(RequestProblem):
        TrainingRequest.read(tmp_path / "request.json")


def test_weights_cut_short_or_damaged_load_in_no_part(tmp_path: Path) -> None:
    path, spec = tmp_path / "weights.safetensors", tiny_spec()
    save_weights(path, build_network(spec), spec)
    good = path.read_bytes()
    for content in (b"", good[:7], good[: len(good) // 2], good[:-1], b"\xff" * 64 + good[64:]):
        path.write_bytes(content)
        with pytest.raises(WeightsProblem, match=r"weights\.safetensors"):
            Predictor.load(path, spec, "cpu")


@pytest.fixture
def full_disk() -> Iterator[Callable[[], None]]:
    """Called, no file grows beyond 10 kB any more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_named_and_the_files_of_before_stay(
    tmp_path: Path, full_disk: Callable[[], None]
) -> None:
    network, checkpoint = build_network(tiny_spec()), Checkpoint(tmp_path / "checkpoint")
    tensors = {"network": {"a": torch.zeros(100_000)}}
    weights = tmp_path / "weights.safetensors"
    checkpoint.save(run="r", progress=Progress(step=1), tensors=tensors)
    save_weights(weights, network)
    before = weights.read_bytes()
    full_disk()
    writes: list[Callable[[], object]] = [
        lambda: checkpoint.save(run="r", progress=Progress(step=2), tensors=tensors),
        lambda: save_weights(weights, network),
    ]
    for write in writes:
        with pytest.raises(StorageProblem, match="cannot be written"):
            write()
    found = checkpoint.load(run="r", warn=lambda code, message: None)
    assert found is not None
    assert found[0].step == 1
    assert weights.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint", "weights.safetensors"}
