"""Whether a run that is asked for is done already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.checkpoints import Digested, saved_for
from models.errors import SpecProblem, WeightsProblem
from models.files import file_sha256, read_json


def finished_run(out: Path, run: str, read_spec: Callable[[Path], Digested]) -> dict[str, Any]:
    """The metrics that the run of this digest left; {} where it has to be done, or done again.

    It is done when its three files are whole and belong together. One that is cut short, lost or of
    another run is made anew.
    """
    weights = out / "weights.safetensors"
    try:
        known = read_json(out / "metrics.json")
        told = (known.get("run"), known.get("weights_sha256"), saved_for(weights))
        whole = told == (run, file_sha256(weights), read_spec(out / "spec.json").digest())
    except (OSError, ValueError, SpecProblem, WeightsProblem):
        return {}
    return known if whole else {}
