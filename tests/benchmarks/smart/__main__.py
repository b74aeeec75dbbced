"""Smart correction: what a click brings, and how long it takes.

    python -m tests.benchmarks.smart [--cases 16] [--clicks 10] [--steps 300] [--model DIR]

The last line is JSON.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from labeling.core import bootstrap


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=16)
    parser.add_argument("--clicks", type=int, default=10)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--model", type=Path, help="a trained one, instead of training it now")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bootstrap.prepare(["manage.py", "bench", "--data", str(folder / "data")])
        try:
            django.setup()
            call_command("migrate", verbosity=0, interactive=False)
            result = _run(folder, options)
        finally:
            bootstrap.release()
    sys.stdout.write(json.dumps({**result, "load_before": round(load, 1)}) + "\n")


def _run(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    from tests.benchmarks.smart import curve, waiting  # noqa: PLC0415  needs the settings

    predictor = curve.load(options.model) if options.model else curve.train(folder, options.steps)
    times = waiting.measure(predictor.spec, folder, 12)
    for name, value in times.items():
        sys.stdout.write(f"{name:22} {value:.3f}\n")
    sys.stdout.flush()
    cases = list(curve.holdout(predictor, options.cases))
    methods = {
        "smart, by the model": curve.smart(by_model=True),
        "smart, by intensity": curve.smart(by_model=False),
        "ball of 1.5 mm": curve.dab(1.5),
        "ball of 2 mm": curve.dab(2.0),
        "ball of 3 mm": curve.dab(3.0),
    }
    curves = {}
    for name, method in methods.items():
        curves[name], worse = curve.curve(cases, method, options.clicks)
        row = "  ".join(f"{value:.3f}" for value in curves[name])
        sys.stdout.write(f"{name:22} {row}   made worse {worse:.0%}\n")
    rounded = {name: [round(value, 4) for value in row] for name, row in curves.items()}
    return {"dice_by_clicks": rounded} | {k: round(v, 3) for k, v in times.items()}


if __name__ == "__main__":
    main()
