"""Dice against clicks: a simulated reader clicks in the middle of the largest error, ten times a case.

The model is trained on 16 of the bundled training scans for `--steps` steps, as the demonstration does;
the clicks fall on bundled holdout scans, which had no part in choosing the method.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import ndimage

from activelearning.assist.correct import Scribble, correct, window_of
from labeling.imaging.nifti import read_image, read_mask
from labeling.imaging.overlap import dice_by_label
from models.checkpoints import load_spec
from models.inference.predictor import Predictor
from models.training.dataset import write_case, write_index

DATA = Path(__file__).resolve().parents[3] / "labeling" / "demo" / "data"
VALUES = (0, 1, 2)
SEED_CASES = 16


@dataclass(frozen=True)
class Bundled:
    """Image float32, truth uint8, probabilities float32 with the channel first; all (z, y, x)."""

    image: np.ndarray
    truth: np.ndarray
    spacing: tuple[float, float, float]
    probabilities: np.ndarray


@dataclass(frozen=True)
class Click:
    """What the reader says of one voxel."""

    at: tuple[int, ...]
    label: int
    positive: bool


Method = Callable[[Bundled, np.ndarray, Click, np.ndarray], np.ndarray]


def train(folder: Path, steps: int) -> Predictor:
    """As `python -m models.training` does."""
    names = [row["id"] for row in _rows() if row["split"] != "holdout"][:SEED_CASES]
    cases = []
    for name in names:
        image, truth, spacing = _read(name)
        cases.append(write_case(folder / "dataset", name, image, truth, spacing))
    write_index(folder / "dataset", label_values=VALUES, cases=cases, modality="MR")
    request = {"dataset": str(folder / "dataset"), "out": str(folder / "model"), "max_steps": steps}
    (folder / "request.json").write_text(json.dumps(request))
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "models.training",
        str(folder / "request.json"),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return load(folder / "model")


def load(folder: Path) -> Predictor:
    """A model that was trained before, by `train` or by `python -m models.training`."""
    return Predictor.load(folder / "weights.safetensors", load_spec(folder / "spec.json"))


def holdout(predictor: Predictor, count: int) -> Iterator[Bundled]:
    names = [row["id"] for row in _rows() if row["split"] == "holdout"][:count]
    for name in names:
        image, truth, spacing = _read(name)
        yield Bundled(image, truth, spacing, predictor.predict(image, spacing).probabilities)


def curve(cases: Sequence[Bundled], method: Method, clicks: int) -> tuple[list[float], float]:
    """Mean Dice after 0, 1, ... clicks, and the share of clicks that made it worse by over 0.001."""
    rows, steps = [], []
    for case in cases:
        labels = case.probabilities.argmax(axis=0).astype(np.uint8)
        said = np.zeros(labels.shape, bool)
        row = [_dice(case.truth, labels)]
        for _ in range(clicks):
            click = _worst(case.truth, labels)
            if click is not None:
                labels = method(case, labels, click, said)
                said[click.at] = True
            row.append(_dice(case.truth, labels))
        rows.append(row)
        steps += np.diff(row).tolist()
    return np.mean(rows, axis=0).tolist(), float(np.mean(np.array(steps) < -0.001))


def smart(*, by_model: bool) -> Method:
    """What the helper does."""

    def method(case: Bundled, labels: np.ndarray, click: Click, said: np.ndarray) -> np.ndarray:
        where = np.zeros(labels.shape, bool)
        where[click.at] = True
        window = window_of(where, case.spacing)
        result = labels.copy()
        result[window] = correct(
            case.image[window],
            case.probabilities[(slice(None), *window)] if by_model else None,
            VALUES,
            labels[window],
            Scribble(click.label, click.positive, where[window]),
            case.spacing,
            kept=said[window],
        )
        return result

    return method


def dab(radius: float) -> Method:
    """A brush without a model: a ball around the click, in mm."""

    def method(case: Bundled, labels: np.ndarray, click: Click, _said: np.ndarray) -> np.ndarray:
        offsets = (np.indices(labels.shape).T - np.array(click.at)) * np.array(case.spacing)
        distance = np.linalg.norm(offsets, axis=-1).T
        ball = distance <= radius
        result = labels.copy()
        result[ball if click.positive else ball & (labels == click.label)] = (
            click.label if click.positive else 0
        )
        return result

    return method


def _worst(truth: np.ndarray, labels: np.ndarray) -> Click | None:
    """In the middle of the largest connected error of one kind."""
    kinds = [(truth == v) & (labels != v) for v in VALUES[1:]]
    kinds += [(truth == 0) & (labels == v) for v in VALUES[1:]]
    best, click = 0, None
    for kind, wrong in enumerate(kinds):
        parts, _ = ndimage.label(wrong)
        sizes = np.bincount(parts.ravel())
        sizes[0] = 0
        if sizes.max() > best:
            best = int(sizes.max())
            depth = ndimage.distance_transform_edt(np.pad(parts == sizes.argmax(), 1))
            at = np.unravel_index(int(depth[1:-1, 1:-1, 1:-1].argmax()), truth.shape)
            click = Click(tuple(int(i) for i in at), 1 + kind % 2, kind < 2)
    return click


def _dice(truth: np.ndarray, labels: np.ndarray) -> float:
    found = dice_by_label(truth, labels)
    return float(np.mean([found.get(value, 0.0) for value in VALUES[1:]]))


def _rows() -> list[dict[str, str]]:
    with (DATA / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["id"])


def _read(name: str) -> tuple[np.ndarray, np.ndarray, tuple[float, float, float]]:
    image, geometry = read_image(DATA / "images" / f"{name}.nii.gz")
    return image, read_mask(DATA / "labels" / f"{name}.nii.gz", geometry), geometry.spacing
