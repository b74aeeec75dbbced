"""The model of one set of labels: trained once, however many arms arrive at the set."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from activelearning.simulate.cases import Known, SimulationData
from activelearning.simulate.folder import Folder
from activelearning.simulate.kept import digest_of, keep, kept
from activelearning.simulate.protocol import Protocol
from models.checkpoints import load_spec
from models.errors import SpecProblem, WeightsProblem
from models.evaluation.case import class_dice
from models.inference.predictor import Predictor
from models.training.dataset import CaseEntry, write_index
from models.training.report import Reporter
from models.training.request import TrainingRequest
from models.training.run import train


@dataclass(frozen=True)
class Wanted:
    """A training: its labels, its seed, and with a warm start the training it goes on from."""

    labelled: tuple[str, ...]
    seed: int
    after: str | None = None

    def key(self, protocol: Protocol) -> str:
        """What two equal trainings have in common."""
        recipe = {
            "steps": protocol.steps,
            "seconds": protocol.budget_seconds,
            "start": protocol.start,
            "threads": protocol.threads,
            "device": protocol.device,
        }
        value = [sorted(self.labelled), self.seed, self.after, recipe]
        return digest_of(value)[:24]


@dataclass(frozen=True)
class Model:
    """A trained model and how it did on the holdout; `value` is what was kept of it."""

    key: str
    folder: Path
    device: str
    value: dict[str, Any]

    def predictor(self) -> Predictor:
        """Raises SpecProblem or WeightsProblem when its files are damaged."""
        spec = load_spec(self.folder / "out" / "spec.json")
        return Predictor.load(self.folder / "out" / "weights.safetensors", spec, self.device)


def learn(
    folder: Folder, data: SimulationData, protocol: Protocol, wanted: Wanted, reporter: Reporter
) -> Model:
    """Train, and judge on the holdout; a model that is there already is only found again.

    Raises:
        ModelProblem: the training, or a case, is at fault.
    """
    key = wanted.key(protocol)
    place = folder.training(key)
    found = kept(place / "judged.json")
    if found is not None and _is_whole(place):
        return Model(key, place, protocol.device, found)
    (place / "judged.json").unlink(missing_ok=True)
    began = time.monotonic()
    _train_into(place, folder, data, protocol, wanted, reporter)
    model = Model(key, place, protocol.device, {})
    trained = time.monotonic()
    value = {
        **_judge(model.predictor(), data),
        "seconds": {
            "train": round(trained - began, 2),
            "judge": round(time.monotonic() - trained, 2),
        },
    }
    keep(place / "judged.json", value)
    return Model(key, place, protocol.device, value)


def _is_whole(place: Path) -> bool:
    """Whether the weights are there and belong to the spec: a damaged model is trained again."""
    try:
        Model("", place, "cpu", {}).predictor()
    except (SpecProblem, WeightsProblem):
        return False
    return True


def _train_into(
    place: Path,
    folder: Folder,
    data: SimulationData,
    protocol: Protocol,
    wanted: Wanted,
    reporter: Reporter,
) -> None:
    by_id = {case.id: case for case in data.pool}
    _write_dataset(place / "dataset", data, [by_id[case] for case in sorted(wanted.labelled)])
    before = folder.training(wanted.after) / "out" / "weights.safetensors" if wanted.after else None
    train(
        TrainingRequest(
            dataset=place / "dataset",
            out=place / "out",
            seed=wanted.seed,
            budget_seconds=protocol.budget_seconds,
            max_steps=protocol.steps,
            start_weights=before,
            threads=protocol.threads,
            device=protocol.device,
        ),
        reporter,
    )


def _write_dataset(directory: Path, data: SimulationData, cases: Sequence[Known]) -> None:
    """A dataset folder of these cases; the arrays are linked, not copied."""
    entries = []
    for case in cases:
        target = directory / case.image
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            _link(data.directory / case.image, target)
        entries.append(CaseEntry(id=case.id, split="train", image=case.image, patient=case.patient))
    write_index(directory, cases=entries, **vars(data.grammar))


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        partial = target.with_name(target.name + ".partial")
        shutil.copyfile(source, partial)
        partial.replace(target)


def _judge(predictor: Predictor, data: SimulationData) -> dict[str, Any]:
    """Dice of every holdout case, over the foreground labels."""
    values = data.grammar.label_values[1:]
    per_case: list[list[float]] = []
    for known in data.holdout:
        case = data.load(known)
        labels = predictor.predict(case.image, case.spacing).labels
        dice = class_dice(labels, case.mask, data.grammar.label_values)
        per_case.append([round(value, 6) for value in dice.values()])
    means = [sum(row) / len(row) for row in per_case]
    return {
        "dice": round(sum(means) / len(means), 6),
        "dice_per_class": {
            str(value): round(sum(row[i] for row in per_case) / len(per_case), 6)
            for i, value in enumerate(values)
        },
        "dice_per_case": [round(mean, 6) for mean in means],
    }
