"""How fast a model is trained and a pool is judged, beside plain MONAI in the same run.

    python -m tests.benchmarks.models [--quick] [--target 0.8]

On the bundled hippocampus scans, on CUDA where it is there, else on the CPU. The two take turns. The
last line is JSON. `--quick` only shows that everything runs: its figures say nothing.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch

from models.checkpoints import load_spec, load_weights, save_spec
from models.networks.build import build_network
from models.precision import choose_device
from tests.benchmarks.models import report, scoring
from tests.benchmarks.models.machine import roofline
from tests.benchmarks.models.race import Racer, race
from tests.benchmarks.models.scans import Scan, planned, splits, write_dataset

TARGET = 0.80
STEPS = 240
LIMIT_SECONDS = 400.0
"""Processor seconds that plain MONAI gets at most."""
LOOKS = 12
"""How often plain MONAI is judged on the way; ours judges itself ten times."""
ROUNDS = 3
SEED = 0
JUDGED = 16
"""As many as our training looks at on the way: both are judged on the same cases."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="Only show that it runs.")
    parser.add_argument("--target", type=float, default=TARGET, metavar="DICE", help="The finish.")
    arguments = parser.parse_args()
    quick = arguments.quick
    device = choose_device()
    threads = len(os.sched_getaffinity(0)) if device.type == "cpu" else torch.get_num_threads()
    torch.set_num_threads(threads)
    train, validation = splits(8 if quick else 30)
    validation = validation[: 4 if quick else JUDGED]
    target, steps = (0.0, 4) if quick else (arguments.target, STEPS)
    _say(
        f"{device.type}, {threads} threads, load {os.getloadavg()[0]:.1f}; {len(train)} scans to "
        f"learn from, {len(validation)} to judge on; Dice {target} is the finish\n"
    )
    with TemporaryDirectory() as folder:
        ours, theirs = _learn(Path(folder), train, validation, target, steps, threads)
        spec = load_spec(Path(folder) / "ours" / "spec.json")
        network = build_network(spec)
        load_weights(Path(folder) / "ours" / "weights.safetensors", network, spec)
    pair = scoring.arms(network, spec, device)
    rounds = 1 if quick else ROUNDS
    scoring.score(pair, validation, device, rounds=rounds)
    scoring.wait_for_one(pair, validation, device)
    rooms = roofline(network, spec, device)
    sides = [
        _side(racer, arm, validation, spec, target, rounds)
        for racer, arm in zip((ours, theirs), pair, strict=True)
    ]
    _say(report.shown(report.table(sides[0], sides[1], target)))
    _say(_said_of(rooms, spec.patch) + f"; load {os.getloadavg()[0]:.1f}")
    result = report.ratios(sides[0], sides[1], (theirs.seconds(), theirs.processor_seconds())) | {
        "device": device.type,
        "target_dice": target,
        "roofline_share": round(rooms["share"], 3),
        "quick": quick,
    }
    if quick:
        _say("It runs. The figures above say nothing: four steps, one round.")
    else:
        _say("missed: " + (", ".join(report.missed(result, device.type)) or "none"))
    _say(json.dumps(result))


def _learn(
    folder: Path,
    train: list[Scan],
    validation: list[Scan],
    target: float,
    steps: int,
    threads: int,
) -> tuple[Racer, Racer]:
    """Train both; ours leaves weights and spec in `folder`/ours."""
    write_dataset(folder / "data", train, validation)
    save_spec(folder / "spec.json", planned(train, choose_device().type))
    common: dict[str, Any] = {
        "seed": SEED,
        "max_steps": steps,
        "threads": threads,
        "spec": str(folder / "spec.json"),
    }
    requests = {
        "ours": {"dataset": str(folder / "data"), "out": str(folder / "ours"), **common},
        "theirs": {
            "training": len(train),
            "judged": len(validation),
            "looks": LOOKS,
            **common,
        },
    }
    for name, request in requests.items():
        (folder / f"{name}.json").write_text(json.dumps(request), encoding="utf-8")
    ours = Racer("gyre", ["models.training", str(folder / "ours.json")])
    theirs = Racer("monai", ["tests.benchmarks.models.learner", str(folder / "theirs.json")])
    race(ours, theirs, target, limit=LIMIT_SECONDS)
    if not ours.done():
        sys.exit(f"Our training did not end: {ours.events[-1:]}")
    return ours, theirs


def _side(
    racer: Racer, arm: scoring.Arm, judged: list[Scan], spec: Any, target: float, rounds: int
) -> report.Side:
    done = racer.done()
    batch = (done.get("metrics") or done).get("batch", 2)
    pace, reached = racer.steps_per_second(), racer.reached(target)
    return report.Side(
        steps_per_second=pace,
        voxels_per_second=pace * batch * float(np.prod(spec.patch)),
        time_to_dice=reached.clock if reached else None,
        processor_to_dice=reached.processor if reached else None,
        best_dice=racer.best(),
        training_peak_mb=racer.peak_mb,
        cases_per_second=rounds * len(judged) / arm.pool_seconds,
        p50=float(np.percentile(arm.latencies, 50)),
        p95=float(np.percentile(arm.latencies, 95)),
        scoring_peak_mb=arm.peak_mb,
        dice=scoring.dice_of(arm, judged, spec),
    )


def _said_of(rooms: dict[str, float], patch: tuple[int, int, int]) -> str:
    return (
        f"a pass of {patch} is {rooms['gflop_per_patch']:.1f} GFLOP at {rooms['forward_tflops']:.3f} "
        f"TFLOP/s, {100 * rooms['share']:.0f} % of this machine's matrix product "
        f"({rooms['peak_tflops']:.3f} TFLOP/s)"
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
