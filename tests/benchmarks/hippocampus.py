"""Full-data training on the hippocampus set, judged once on the 40 cases marked `val`.

    python -m tests.benchmarks.hippocampus --seconds 2100 --seed 0 [--filters 32,64,96,128] [--data DIR]

The 152 `train` cases are trained on by `python -m models.training`, as any project's are: planned, no
validation split, so the averaged weights are the model. The last line is JSON. Nothing about the recipe
was chosen on the 40 cases (docs/benchmarks.md says on what), and nothing may be chosen on this output.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from models.checkpoints import load_spec, save_spec
from models.evaluation.bootstrap import bootstrap_mean, patient_means
from models.evaluation.overlap import dice
from models.inference.predictor import Predictor
from models.training.folders import FolderCase, read_labelled_folder, write_dataset
from models.training.planned import planned_run
from models.training.preflight import preflight
from models.training.request import TrainingRequest

DATA = Path(__file__).resolve().parents[3] / "shared/data/hippocampus"
LABELS = (1, 2)


def main() -> None:
    """Train, judge, print."""
    arguments = _arguments()
    began, load = time.monotonic(), os.getloadavg()[0]
    folder = read_labelled_folder(arguments.data)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        cases = write_dataset(folder, place / "dataset", _trained_on)
        request = _request(place, arguments)
        metrics = _trained(place, request)
        predictor = Predictor.load(
            place / "out/weights.safetensors", load_spec(place / "out/spec.json")
        )
        judged = [case for case in folder if case.split == "val"]
        scores = [_scores(predictor, case) for case in judged]
        spec = predictor.spec
    means = patient_means(
        [float(np.mean(list(row.values()))) for row in scores], [case.patient for case in judged]
    )
    interval = bootstrap_mean(means, np.random.default_rng(0))
    result = {
        "dice": _mean([value for row in scores for value in row.values()]),
        "dice_per_class": {str(label): _mean([row[label] for row in scores]) for label in LABELS},
        "dice_by_patient": [round(interval.mean, 4), interval.low, interval.high],
        "patients": interval.patients,
        "judged_cases": len(judged),
        "train_cases": cases,
        "seed": arguments.seed,
        "seconds": round(time.monotonic() - began, 1),
        "training_seconds": metrics["seconds"],
        "steps": metrics["steps"],
        "step_seconds": metrics["step_seconds"],
        "filters": list(spec.network.filters),
        "patch": list(spec.patch),
        "precision": metrics["precision"],
        "device": metrics["device"],
        "threads": arguments.threads,
        "load_before": round(load, 2),
    }
    sys.stdout.write(json.dumps(result) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--filters", help="per level, in place of the planned ones: 32,64,96,128")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--data", type=Path, default=DATA)
    return parser.parse_args()


def _trained_on(case: FolderCase) -> Any:
    return "train" if case.split == "train" else None


def _request(place: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    request: dict[str, Any] = {
        "dataset": str(place / "dataset"),
        "out": str(place / "out"),
        "seed": arguments.seed,
        "budget_seconds": arguments.seconds,
        "wall_clock": True,
        "threads": arguments.threads,
        "report_seconds": 30,
        "checkpoint_seconds": 60,
    }
    if arguments.filters:
        wanted = TrainingRequest.from_json(request)
        spec = planned_run(wanted, preflight(wanted.dataset)).spec
        filters = tuple(int(number) for number in arguments.filters.split(","))
        save_spec(
            place / "spec.json", replace(spec, network=replace(spec.network, filters=filters))
        )
        request["spec"] = str(place / "spec.json")
    return request


def _trained(place: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Run the training child, its progress on stderr; return its metrics."""
    (place / "request.json").write_text(json.dumps(request))
    child = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "models.training", str(place / "request.json")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    last: dict[str, Any] = {}
    for line in child.stdout:
        last = json.loads(line)
        if last["event"] == "progress":
            sys.stderr.write(line)
    if child.wait() != 0 or last.get("event") != "done":
        raise SystemExit(f"The training did not end: {last}")
    return dict(last["metrics"])


def _scores(predictor: Predictor, case: FolderCase) -> dict[int, float]:
    labels = predictor.predict(case.image, case.spacing).labels
    return {label: dice(labels == label, case.mask == label) for label in LABELS}


def _mean(values: list[float]) -> float:
    return round(float(np.mean(values)), 4)


if __name__ == "__main__":
    main()
