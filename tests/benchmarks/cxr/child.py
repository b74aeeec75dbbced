"""A training in a process of its own, as the loop has it done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from models.files import write_json


def train(folder: Path, dataset: Path, **request: Any) -> dict[str, Any]:
    """Train on a dataset folder; return the "done" event. Raises RuntimeError with the child's word."""
    value = {"dataset": str(dataset), "out": str(folder / "out"), **request}
    write_json(folder / "request.json", value)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "models.training", str(folder / "request.json")],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env=os.environ | {"OMP_WAIT_POLICY": "PASSIVE"},
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    last: dict[str, Any] = lines[-1] if lines else {}
    if last.get("event") != "done":
        raise RuntimeError(f"The training ended with status {done.returncode}: {last}.")
    return last
