"""`python -m tests.benchmarks.models.learner REQUEST.json`: plain MONAI's training as a child.

It reads the request and writes the events that our own training child does. It looks at the validation
scans as MONAI's tutorials do: prepared once and kept, by SlidingWindowInferer in float32.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from models.checkpoints import load_spec
from models.evaluation.overlap import dice
from models.networks.build import build_network
from models.precision import choose_device
from models.spec import ModelSpec
from models.training.parent import die_with_parent
from models.training.report import Reporter
from tests.benchmarks.models import peer
from tests.benchmarks.models.scans import Scan, splits

STEPS_BETWEEN_PROGRESS = 4


def main(request_path: str) -> None:
    die_with_parent()
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    reporter = Reporter(sys.stdout)
    device = choose_device()
    if device.type == "cpu":
        torch.set_num_threads(request["threads"])
    spec = load_spec(Path(request["spec"]))
    train, validation = splits(request["training"])
    validation = validation[: request["judged"]]
    torch.manual_seed(request["seed"])
    np.random.seed(request["seed"])  # noqa: TID251 - MONAI's transforms draw from it
    network = build_network(spec)
    scorer = peer.Scorer(network, spec, device)
    images = [scorer.prepared(scan) for scan in validation]
    began = time.monotonic()
    steps = peer.train(network, spec, train, device, steps=request["max_steps"])
    for step in steps:
        now = time.monotonic()
        if step % STEPS_BETWEEN_PROGRESS == 0:
            reporter.event("progress", step=step, seconds=now - began)
        if step % max(1, request["max_steps"] // request["looks"]) == 0:
            network.eval()
            found = mean_dice([scorer.mask(one) for one in images], validation, spec)
            reporter.event("validation", step=step, dice=found, seconds=now - began)
    reporter.event("done", batch=peer.BATCH)


def mean_dice(masks: Sequence[np.ndarray], scans: Sequence[Scan], spec: ModelSpec) -> float:
    """Over labels and scans."""
    return float(
        np.mean(
            [
                dice(mask == value, scan.mask == value)
                for mask, scan in zip(masks, scans, strict=True)
                for value in spec.label_values[1:]
            ]
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
