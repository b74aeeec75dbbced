from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from models.checkpoints import load_spec
from models.errors import ModelProblem, WeightsProblem
from models.inference.predictor import Predictor
from models.training.dataset import write_case, write_index
from models.training.planned import planned_run
from models.training.preflight import preflight
from models.training.request import TrainingRequest
from models.training.start import starting_network
from tests.models.training.child import run_here, write_request
from tests.models.volumes import SPACING, tiny_spec, two_blobs, write_dataset


def test_a_run_ends_with_a_model_that_loads(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    events = run_here(write_request(tmp_path, tmp_path / "data", spec=None))
    progress = [event for event in events if event["event"] == "progress"]
    assert (progress[0]["step"], progress[0]["steps"]) == (1, 12)
    assert (progress[-1]["step"], progress[-1]["fraction"]) == (12, 1.0)
    looks = [event for event in events if event["event"] == "validation"]
    assert [look["step"] for look in looks] == list(range(1, 13))
    assert set(looks[0]) == {"event", "step", "dice", "per_class", "seconds"}
    done = events[-1]
    assert len(done["metrics"]["validation_curve"]) == 12
    assert looks[-1]["per_class"] == done["metrics"]["validation_dice"]
    assert done["metrics"]["weights"] in ("averaged", "last", "best")
    assert done["event"] == "done"
    assert done["metrics"]["steps"] == 12
    assert set(done["metrics"]["validation_dice"]) == {"1", "2"}
    predictor = Predictor.load(Path(done["weights"]), load_spec(Path(done["spec"])), "cpu")
    assert predictor.predict(two_blobs(7)[0], SPACING).labels.shape == (14, 20, 16)
    assert predictor.spec.temperature == done["metrics"]["temperature"] != 1.0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "metrics.json",
        "plan.json",
        "spec.json",
        "weights.safetensors",
    ]


def test_a_plan_is_kept_for_the_next_attempt_and_made_anew_for_other_data(tmp_path: Path) -> None:
    """Were it made anew from the memory that is free by then, a checkpoint could be of no use."""
    write_dataset(tmp_path / "data")
    request = TrainingRequest(dataset=tmp_path / "data", out=tmp_path / "out", max_steps=1)
    first = planned_run(request, preflight(tmp_path / "data"))
    path = tmp_path / "out/plan.json"
    path.write_text(path.read_text().replace('"batch": 1', '"batch": 3'))
    assert planned_run(request, preflight(tmp_path / "data")).batch == 3
    path.write_text("{")
    assert planned_run(request, preflight(tmp_path / "data")) == first
    write_dataset(tmp_path / "data", train=3)
    path.write_text(path.read_text().replace('"batch": 1', '"batch": 3'))
    assert planned_run(request, preflight(tmp_path / "data")).batch == 1


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
    progress = [event for event in events if event["event"] == "progress"]
    assert {event["steps"] for event in progress if event["step"] < 20} == {None}
    assert progress[-1]["step"] == progress[-1]["steps"] == metrics["steps"] >= 20
    assert metrics["seconds"] >= metrics["spent_seconds"] > 3


def test_training_goes_on_from_given_weights(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    first = run_here(write_request(tmp_path / "a", tmp_path / "data", max_steps=30))
    again = write_request(
        tmp_path / "b", tmp_path / "data", max_steps=1, start_weights=first[-1]["weights"]
    )
    second = run_here(again)
    assert second[-1]["metrics"]["warm_start"] is True
    assert second[0]["loss"] < first[0]["loss"]


def test_a_quick_training_is_a_run_of_its_own_from_the_given_weights(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    first = run_here(write_request(tmp_path / "a", tmp_path / "data", max_steps=30))[-1]
    quick = write_request(
        tmp_path / "b",
        tmp_path / "data",
        max_steps=2,
        lane="quick",
        start_weights=first["weights"],
        new_cases=["case-3"],
    )
    metrics = run_here(quick)[-1]["metrics"]
    assert (metrics["lane"], metrics["start"]) == ("quick", "warm")
    before, after = (
        load_file(path)["output_block.conv.conv.bias"]
        for path in (first["weights"], tmp_path / "b/out/weights.safetensors")
    )
    assert 0 < float((before - after).abs().max()) < 1e-3


def test_shrinking_and_perturbing_keeps_the_direction_of_the_weights(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    given = run_here(write_request(tmp_path / "a", tmp_path / "data", max_steps=5))[-1]["weights"]
    request = TrainingRequest(
        dataset=tmp_path, out=tmp_path, max_steps=1, start_weights=given, start="shrink_perturb"
    )
    network, start = starting_network(request, tiny_spec(), [0.8, 0.1, 0.1])
    kernel = next(network.parameters()).detach().flatten()
    before = load_file(given)["input_block.conv1.conv.weight"].flatten()
    assert start == "shrink_perturb"
    assert float(torch.nn.functional.cosine_similarity(kernel, before, dim=0)) > 0.9
    assert float(kernel.norm() / before.norm()) < 0.6


def test_a_named_start_from_weights_that_do_not_fit_is_an_error(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    given = run_here(write_request(tmp_path / "a", tmp_path / "data", max_steps=1))[-1]["weights"]
    fields = {"spec": None, "start_weights": given, "max_steps": 1}
    with pytest.raises(WeightsProblem, match="do not fit"):
        run_here(write_request(tmp_path / "b", tmp_path / "data", start="warm", **fields))
    lenient = run_here(write_request(tmp_path / "c", tmp_path / "data", **fields))
    assert lenient[-1]["metrics"]["start"] == "fresh"


def test_without_a_validation_split_the_averaged_weights_are_the_model(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data", validation=0)
    events = run_here(write_request(tmp_path, tmp_path / "data"))
    metrics = events[-1]["metrics"]
    assert "validation" not in {event["event"] for event in events}
    assert (metrics["weights"], metrics["temperature"]) == ("averaged", 1.0)
    assert metrics["validation_dice"] == {}


def test_a_damaged_checkpoint_is_named_and_the_run_ends_the_same(tmp_path: Path) -> None:
    """The last state is cut short, as by a full disk; the one before it is taken."""
    write_dataset(tmp_path / "data")
    whole = run_here(write_request(tmp_path / "a", tmp_path / "data", max_steps=6))[-1]["metrics"]
    request = write_request(tmp_path / "b", tmp_path / "data", max_steps=6)
    run_here(request)
    (tmp_path / "b/out/metrics.json").unlink()
    with pytest.raises(RuntimeError, match="pulled"):
        run_here(request, fail_at=4)
    checkpoint = tmp_path / "b/out/checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-100])
    events = run_here(request)
    assert (events[0]["event"], events[0]["code"]) == ("warning", "damaged_checkpoint")
    assert events[-1]["metrics"]["resumed_at"] == 3
    assert events[-1]["metrics"]["weights_sha256"] == whole["weights_sha256"]


def test_overlapping_labels_train_and_predict(tmp_path: Path) -> None:
    entries = []
    for number in range(3):
        image, mask = two_blobs(number)
        layers = np.stack([mask > 0, mask == 2]).astype(np.uint8)
        layers[1, :2] = 255
        split = "train" if number else "validation"
        pair = np.stack([image, -image])
        entries.append(
            write_case(tmp_path / "data", f"c{number}", pair, layers, SPACING, split=split)
        )
    write_index(
        tmp_path / "data", label_values=(0, 1, 2), cases=entries, head="sigmoid", ignore_value=255
    )
    done = run_here(write_request(tmp_path, tmp_path / "data", spec=None, max_steps=3))[-1]
    assert set(done["metrics"]["validation_dice"]) == {"1", "2"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"max_steps": None}, "budget_seconds or max_steps"),
        ({"epochs": 3}, "epochs"),
        ({"max_steps": 0}, "max_steps"),
        ({"threads": 0}, "threads"),
        ({"lane": "fast"}, "lane"),
        ({"lane": "quick"}, "start_weights"),
        ({"start": "warm"}, "contradict"),
        ({"deterministic": True, "budget_seconds": 9}, "deterministic"),
        ({"early_stop": 0}, "early_stop"),
        ({"ema": 1.0}, "ema"),
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


def test_what_preflight_found_odd_and_why_the_network_is_so_end_up_in_the_metrics(
    tmp_path: Path,
) -> None:
    entries = write_dataset(tmp_path / "data", train=3)
    write_index(tmp_path / "data", label_values=(0, 1, 2, 3), cases=entries)
    request = write_request(tmp_path, tmp_path / "data", spec=None, max_steps=1)
    metrics = run_here(request)[-1]["metrics"]
    assert [warning["code"] for warning in metrics["warnings"]] == ["missing_label", "few_cases"]
    subjects = [reason["subject"] for reason in metrics["plan"]["reasons"]]
    assert subjects[:4] == ["Spacing", "Patch", "Network", "Batch"]


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_training_runs_on_cuda_in_bf16(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    events = run_here(
        write_request(tmp_path, tmp_path / "data", spec=None, device="cuda", max_steps=3)
    )
    assert events[-1]["metrics"]["device"] == "cuda"
    assert events[-1]["metrics"]["precision"] == "bf16"
