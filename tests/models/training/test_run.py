from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import torch

from models.checkpoints import load_spec
from models.errors import ModelProblem
from models.inference.predictor import Predictor
from models.training.dataset import write_case, write_index
from tests.models.training.child import run_here, write_request
from tests.models.volumes import SPACING, two_blobs, write_dataset


def test_a_run_ends_with_a_model_that_loads(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    events = run_here(write_request(tmp_path, tmp_path / "data", spec=None))
    assert [event["event"] for event in events[:-1]] == ["progress"] * (len(events) - 1)
    assert (events[0]["step"], events[0]["steps"]) == (1, 12)
    assert (events[-2]["step"], events[-2]["fraction"]) == (12, 1.0)
    done = events[-1]
    assert done["event"] == "done"
    assert done["metrics"]["steps"] == 12
    assert set(done["metrics"]["validation_dice"]) == {"1", "2"}
    predictor = Predictor.load(Path(done["weights"]), load_spec(Path(done["spec"])), "cpu")
    assert predictor.predict(two_blobs(7)[0], SPACING).labels.shape == (14, 20, 16)
    assert not (tmp_path / "out/checkpoint").exists()


def test_a_finished_run_asked_for_again_only_repeats_its_answer(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    request = write_request(tmp_path, tmp_path / "data", max_steps=2)
    first, second = run_here(request), run_here(request)
    assert [event["event"] for event in second] == ["done"]
    assert second[-1] == first[-1]


def test_a_checkpoint_of_another_dataset_is_not_continued(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    request = write_request(tmp_path, tmp_path / "data", max_steps=2)
    first = run_here(request)[-1]["metrics"]
    write_dataset(tmp_path / "data", train=5)
    second = run_here(request)[-1]["metrics"]
    assert second["resumed_at"] == 0
    assert second["run"] != first["run"]
    assert second["train_cases"] == 5


def test_the_budget_fixes_the_number_of_steps(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    request = write_request(
        tmp_path, tmp_path / "data", max_steps=None, budget_seconds=5, checkpoint_seconds=60
    )
    events = run_here(request)
    metrics = events[-1]["metrics"]
    assert events[0]["steps"] is None
    assert events[-2]["step"] == events[-2]["steps"] == metrics["steps"] >= 20
    assert metrics["seconds"] > 3


def test_training_goes_on_from_given_weights(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    first = run_here(write_request(tmp_path / "a", tmp_path / "data", max_steps=30))
    again = write_request(
        tmp_path / "b", tmp_path / "data", max_steps=1, start_weights=first[-1]["weights"]
    )
    second = run_here(again)
    assert second[-1]["metrics"]["warm_start"] is True
    assert second[0]["loss"] < first[0]["loss"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"max_steps": None}, "budget_seconds or max_steps"),
        ({"epochs": 3}, "epochs"),
        ({"max_steps": 0}, "max_steps"),
        ({"threads": 0}, "threads"),
        ({"start_weights": "missing.safetensors"}, "missing.safetensors"),
    ],
)
def test_a_request_that_is_not_complete_says_so(
    tmp_path: Path, fields: dict[str, object], words: str
) -> None:
    write_dataset(tmp_path / "data", train=1, validation=0)
    with pytest.raises(ModelProblem, match=words):
        run_here(write_request(tmp_path, tmp_path / "data", **fields))


def test_nothing_is_written_with_pickle(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    events = run_here(write_request(tmp_path, tmp_path / "data", max_steps=1))
    weights = Path(events[-1]["weights"]).read_bytes()
    assert weights[8:9] == b"{"
    assert hashlib.sha256(weights).hexdigest() == events[-1]["metrics"]["weights_sha256"]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "metrics.json",
        "spec.json",
        "weights.safetensors",
    ]


def flat_dataset(directory: Path) -> None:
    """Single slices, as an X-ray is: (1, y, x)."""
    entries = []
    for number in range(2):
        image, mask = two_blobs(number, (9, 40, 32))
        entries.append(write_case(directory, f"x{number}", image[4:5], mask[4:5], SPACING))
    write_index(directory, label_values=(0, 1, 2), cases=entries, modality="DX")


def test_single_slices_train_and_predict(tmp_path: Path) -> None:
    flat_dataset(tmp_path / "data")
    events = run_here(write_request(tmp_path, tmp_path / "data", spec=None, max_steps=2))
    spec = load_spec(Path(events[-1]["spec"]))
    assert spec.patch[0] == 1
    predictor = Predictor.load(Path(events[-1]["weights"]), spec, "cpu")
    assert predictor.predict(two_blobs(5, (9, 41, 33))[0][4:5], SPACING).labels.shape == (1, 41, 33)


def test_a_few_steps_learn_what_is_easy_to_see(tmp_path: Path) -> None:
    """Two bright balls: a network that cannot learn these has a wrong label, grid or gradient."""
    write_dataset(tmp_path / "data")
    events = run_here(
        write_request(tmp_path, tmp_path / "data", max_steps=150, checkpoint_seconds=60)
    )
    dice = events[-1]["metrics"]["validation_dice"]
    assert min(dice.values()) > 0.7


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_training_runs_on_cuda_in_bf16(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    events = run_here(
        write_request(tmp_path, tmp_path / "data", spec=None, device="cuda", max_steps=3)
    )
    assert events[-1]["metrics"]["device"] == "cuda"
    assert events[-1]["metrics"]["precision"] == "bf16"
