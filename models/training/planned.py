"""What network a run trains: given, or planned once and remembered."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.checkpoints import load_spec
from models.errors import SpecProblem
from models.files import read_json, write_json
from models.planning import make_plan, memory_at_hand
from models.planning.plan import CPU_BATCH
from models.precision import choose_device
from models.spec import ModelSpec
from models.training.dataset import DatasetIndex
from models.training.preflight import Preflight
from models.training.request import TrainingRequest

CUDA_BATCH = 4
"""For a spec that is given: nobody worked out what fits, and what does not is done in parts."""


@dataclass(frozen=True)
class Planned:
    """The network, not yet calibrated, and the samples of a step (of one process).

    `plan` is the whole plan as JSON, with its reasons; {} where the spec was given.
    """

    spec: ModelSpec
    batch: int
    plan: dict[str, Any] = field(default_factory=dict)


def planned_run(request: TrainingRequest, checked: Preflight) -> Planned:
    """From the request's spec, or from the dataset and the memory at hand.

    A plan is kept in `out`/plan.json and taken from there when the same run goes on: by then other
    memory may be free, and another plan would throw away what was trained.

    Raises:
        SpecProblem: the spec is wrong or for other masks, or not even the smallest patch fits the
            memory.
    """
    device = choose_device(request.device)
    if request.spec:
        batch = CUDA_BATCH if device.type == "cuda" else CPU_BATCH
        spec = replace(load_spec(request.spec), temperature=1.0)
        _check_masks(spec, checked.index)
        return Planned(spec, batch)
    kept, index = request.out / "plan.json", checked.index
    subject = _digest(
        [
            checked.fingerprint.to_json(),
            index.label_values,
            device.type,
            index.modality,
            index.channels,
            index.head,
        ]
    )
    remembered = _remembered(kept, subject)
    if remembered is not None:
        return remembered
    plan = make_plan(
        checked.fingerprint,
        index.label_values,
        device.type,
        memory=memory_at_hand(device),
        modality=index.modality,
        channels=index.channels,
        head=index.head,
    )
    made = {"of": subject, **plan.to_json()}
    write_json(kept, made)
    return _planned(made)


def _remembered(path: Path, subject: str) -> Planned | None:
    """None where there is none, of other data, or none that makes sense."""
    try:
        known = read_json(path)
        return _planned(known) if known.get("of") == subject else None
    except (OSError, ValueError, KeyError, TypeError, SpecProblem):
        return None


def _planned(known: dict[str, Any]) -> Planned:
    return Planned(ModelSpec.from_json(known["spec"]), int(known["batch"]), known)


def _check_masks(spec: ModelSpec, index: DatasetIndex) -> None:
    """Masks of labels that overlap have one channel each, which a network must have too.

    Of the others, what has a label that the network does not know counts in no loss: see `prepare_mask`.
    """
    labels = [list(one.label_values) if one.head == "sigmoid" else [] for one in (spec, index)]
    if spec.head != index.head or labels[0] != labels[1]:
        raise SpecProblem(
            f"The spec has a {spec.head} head of labels {list(spec.label_values)}, expected "
            f"{index.head} of {list(index.label_values)} as in the dataset."
        )


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
