"""Chest X-rays: how well lungs are outlined and pneumonia is told, and for whom.

    python -m tests.benchmarks.cxr [--quick] [--data ../shared/data/cxr]

Writes Markdown, the last line is JSON. Everything is learned from the split `train`, chosen and calibrated
on `val`, and judged once on `test`. `--quick` only shows that everything runs: its figures say nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from tests.benchmarks.cxr import findings, lungs, report
from tests.benchmarks.cxr.films import alike, read_films

DATA = Path(__file__).parents[4] / "shared/data/cxr"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--quick", action="store_true", help="Only show that it runs.")
    options = parser.parse_args()
    if not (options.data / "metadata.csv").exists():
        sys.exit(f"There are no chest X-rays in {options.data}: nothing was measured.")
    began, load = time.monotonic(), os.getloadavg()[0]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    films = read_films(options.data)
    across = _across(alike(options.data, films), {film.id: film.split for film in films})
    _say(
        f"## Chest X-rays\n\n{len(films)} frontal films of {len({f.patient for f in films})} patients, "
        f"split by patient; {across} near-duplicates across splits. {device}, {options.threads} threads, "
        f"load {load:.1f} before.\n"
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "lungs").mkdir()
        (folder / "findings").mkdir()
        quick, threads = options.quick, options.threads
        outlined = lungs.measure(
            options.data,
            films,
            folder / "lungs",
            threads=threads,
            steps=3 if quick else lungs.STEPS,
        )
        _say(report.lungs_markdown(outlined) + "\n")
        told = findings.measure(
            options.data,
            films,
            folder / "findings",
            threads=threads,
            steps=3 if quick else findings.STEPS,
        )
        _say(report.findings_markdown(told) + "\n")
    result = {
        "lung_dice": {name: one.to_json() for name, one in outlined.dice.items()},
        "lung_dice_by_group": {name: one.to_json() for name, one in outlined.groups.items()},
        "pneumonia_auroc": {
            name: one.auroc.to_json() if one.auroc else None for name, one in told.groups.items()
        },
        "view_alone_auroc": told.view.view_alone.to_json(),
        "one_view_auroc": told.view.one_view,
        "greys_alone_auroc": told.greys.to_json(),
        "pa_less_ap": told.view.gap.to_json(),
        "ece": told.groups["all"].ece,
        "ece_uncalibrated": told.ece_uncalibrated,
        "triage": told.triage.to_json() if told.triage else None,
        "quick": options.quick,
        "device": device,
        "load_before": round(load, 1),
        "seconds": round(time.monotonic() - began),
    }
    _say(json.dumps(result))


def _across(pairs: list[tuple[str, str, float]], split: dict[str, str]) -> int:
    return sum(split[one] != split[other] for one, other, _ in pairs)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
