"""A GPU that fails under a computation: told as such, wherever in the work it comes to light."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from models.checkpoints import save_spec
from models.classification.fitting import Fit
from models.classification.network import build_classifier
from models.classification.predictor import ClassifierPredictor
from models.errors import DeviceLost, RequestProblem, SpecProblem
from models.explain.methods import OF_FILMS, heat_by
from models.faults import device_faults
from models.inference.memory import is_out_of_memory
from models.inference.predictor import Predictor
from models.networks.build import build_network
from models.precision import choose_device
from tests.models.classification import films
from tests.models.training import child
from tests.models.volumes import SPACING, tiny_spec, two_blobs, write_dataset

CPU = torch.device("cpu")
SAID = "CUDA error: unspecified launch failure\nCompile with ..."
LOST = torch.AcceleratorError(SAID)
KINDS = [torch.AcceleratorError, RuntimeError]
"""What torch raises for a card that fails, by where in it that comes to light."""


def lost(*_: object) -> None:
    raise LOST


def classifier() -> ClassifierPredictor:
    spec = films.tiny_spec()
    return ClassifierPredictor(build_classifier(spec), spec, CPU)


def test_a_classifier_on_a_lost_device_is_not_a_bad_film() -> None:
    predictor = classifier()
    predictor.network.register_forward_pre_hook(lost)
    with pytest.raises(DeviceLost, match=r"launch failure\.$"):
        predictor.predict(films.film(0, disc=True), films.SPACING)


def test_a_fault_that_is_told_only_when_numbers_are_fetched_is_the_devices_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Kernels run on while Python goes on: the next call that waits for them raises."""
    spec = tiny_spec()
    predictor = Predictor(build_network(spec), spec, CPU)
    monkeypatch.setattr(torch, "isfinite", lost)
    with pytest.raises(DeviceLost):
        predictor.predict(two_blobs(0)[0], SPACING)


@pytest.mark.parametrize("method", OF_FILMS)
def test_a_map_on_a_lost_device_is_not_a_bad_method(method: str) -> None:
    network = classifier().network
    network.register_forward_pre_hook(lost)
    with pytest.raises(DeviceLost):
        heat_by(method)(network, torch.zeros(1, 1, 32, 32), 0)


def test_a_classifier_in_training_names_the_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    films.write_films(tmp_path / "data")
    monkeypatch.setattr(Fit, "_step", lost)
    with pytest.raises(DeviceLost, match="at step 0"):
        films.run_here(films.write_request(tmp_path, tmp_path / "data"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "said",
    [
        SAID,
        "CUDA error: device-side assert triggered",
        "CUDA driver error: unknown error",
        "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm( ... )`",
        "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED",
    ],
)
def test_a_lost_device_is_known_by_its_class_or_by_its_words(
    kind: type[RuntimeError], said: str
) -> None:
    with pytest.raises(DeviceLost), device_faults():
        raise kind(said)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        torch.AcceleratorError("CUDA error: out of memory\nCompile with ..."),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("CUDA error: CUBLAS_STATUS_INVALID_VALUE when calling `cublasSgemm( ... )`"),
        RuntimeError("mat1 and mat2 shapes cannot be multiplied"),
    ],
)
def test_memory_and_faults_of_a_program_are_another_matter(error: RuntimeError) -> None:
    with pytest.raises(type(error)) as passed, device_faults():
        raise error
    assert passed.value is error
    assert is_out_of_memory(error) == ("memory" in str(error) or "ALLOC" in str(error))


@pytest.mark.parametrize("kind", KINDS)
def test_a_pass_on_a_lost_device_is_not_a_bad_volume(kind: type[RuntimeError]) -> None:
    def lost(*_: object) -> None:
        raise kind(SAID)

    spec = tiny_spec()
    predictor = Predictor(build_network(spec), spec, CPU)
    predictor.runner.network.register_forward_pre_hook(lost)
    with pytest.raises(DeviceLost, match=r"launch failure\.$"):
        predictor.predict(two_blobs(0)[0], SPACING)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", train=1, validation=0)
    (tmp_path / "file").write_text("in the way")
    request = child.write_request(tmp_path, tmp_path / "data", out=str(tmp_path / "file" / "out"))
    status, events = child.run(request)
    assert (status, [event["code"] for event in events]) == (1, ["cannot_write"])
    assert f"Not a directory: '{tmp_path}/file/out'" in events[0]["message"]


def test_a_spec_for_other_masks_is_refused(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", train=1, validation=0)
    request = child.write_request(tmp_path, tmp_path / "data")
    save_spec(tmp_path / "tiny-spec.json", tiny_spec(head="sigmoid"))
    with pytest.raises(SpecProblem, match=r"sigmoid head of labels \[0, 1, 2\], expected softmax"):
        child.run_here(request)


NOWHERE = ["banana", "", "cpu:7", "cuda:-1", "cuda:99", "CPU", "mps", "meta", "cuda:0:0"]


@pytest.mark.parametrize("name", NOWHERE)
def test_a_device_that_is_not_here_is_named_with_those_that_are(name: str) -> None:
    with pytest.raises(RequestProblem, match=r"expected one of \[.*'cpu'\] on this machine"):
        choose_device(name)


@pytest.mark.skipif(torch.cuda.is_available(), reason="CUDA is here")
@pytest.mark.parametrize("name", ["cuda", "cuda:0"])
def test_cuda_asked_for_where_there_is_none_ends_before_anything_is_read(
    tmp_path: Path, name: str
) -> None:
    write_dataset(tmp_path / "data")
    (tmp_path / "data" / "dataset.json").write_text("{")  # would be told if it came to that
    status, events = child.run(child.write_request(tmp_path, tmp_path / "data", device=name))
    assert (status, [event["code"] for event in events]) == (1, ["bad_request"])
    assert f"device is '{name}', expected one of ['cpu']" in events[0]["message"]
    assert not (tmp_path / "out").exists()
