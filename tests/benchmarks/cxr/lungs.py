"""Lungs, right and left, as a segmentation in 2D: z is 1, planned as any volume is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.checkpoints import load_spec
from models.evaluation.bootstrap import Interval, bootstrap_patients
from models.evaluation.overlap import dice
from models.inference.predictor import Predictor
from models.labelmap import IGNORE
from models.training.dataset import write_case, write_index
from tests.benchmarks.cxr import child
from tests.benchmarks.cxr.films import SPACING, Film, groups_of, lungs, pixels

SIDE = 256
STEPS = 500
NAMES = {1: "right lung", 2: "left lung"}


@dataclass(frozen=True)
class LungScores:
    """Dice over the test films.

    Attributes:
        dice: by name of the lung, "both" being the mean of the two.
        groups: "both" by sex, age band and view; a group without a film is left out.
    """

    train: int
    validation: int
    test: int
    dice: dict[str, Interval]
    groups: dict[str, Interval]
    worst: float
    seconds: float


def measure(data: Path, films: list[Film], folder: Path, *, threads: int, steps: int) -> LungScores:
    """Train on the train split, judge once on the test split."""
    marked = [film for film in films if film.has_lungs]
    counts = {split: sum(film.split == split for film in marked) for split in _SPLITS}
    entries = []
    for film in marked:
        if film.split == "test":
            continue
        image, mask = pixels(data, film, SIDE)[None], lungs(data, film, SIDE)[None]
        entries.append(
            write_case(
                folder / "dataset",
                film.id,
                image,
                mask,
                (1.0, *SPACING),
                split="train" if film.split == "train" else "validation",
                patient=film.patient,
            )
        )
    write_index(
        folder / "dataset",
        label_values=(0, 1, 2),
        cases=entries,
        modality="DX",
        ignore_value=IGNORE,
    )
    done = child.train(folder, folder / "dataset", seed=0, max_steps=steps, threads=threads)
    predictor = Predictor.load(Path(done["weights"]), load_spec(Path(done["spec"])))
    test = [film for film in marked if film.split == "test"]
    scores = [_dice(data, film, predictor) for film in test]
    named = {name: [one[value - 1] for one in scores] for value, name in NAMES.items()}
    named["both"] = [float(np.mean(one)) for one in scores]
    return LungScores(
        train=counts["train"],
        validation=counts["validation"],
        test=counts["test"],
        dice={name: _interval(test, each) for name, each in named.items()},
        groups=_by_group(test, named["both"]),
        worst=min(min(one) for one in scores),
        seconds=float(done["metrics"]["seconds"]),
    )


_SPLITS = ("train", "validation", "test")


def _by_group(test: list[Film], values: list[float]) -> dict[str, Interval]:
    found = {}
    for name, belongs in groups_of(test).items():
        chosen = [at for at, film in enumerate(test) if belongs(film)]
        if chosen and name != "all":
            found[name] = _interval([test[at] for at in chosen], [values[at] for at in chosen])
    return found


def _interval(films: list[Film], values: list[float]) -> Interval:
    return bootstrap_patients(values, [film.patient for film in films], np.random.default_rng(0))


def _dice(data: Path, film: Film, predictor: Predictor) -> tuple[float, float]:
    """Right and left; what the readers left open counts for neither side."""
    truth = lungs(data, film, SIDE)
    labels = predictor.predict(pixels(data, film, SIDE)[None], (1.0, *SPACING)).labels[0]
    said = truth != IGNORE
    right, left = (dice((labels == value) & said, (truth == value) & said) for value in NAMES)
    return right, left
