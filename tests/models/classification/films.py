"""Small synthetic films whose findings a network can see."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.classification.dataset import FilmEntry, Labels, write_film, write_film_index
from models.classification.run import train_classifier
from models.classification.spec import ClassifierNetwork, ClassifierSpec
from models.files import write_json
from models.training.arrays import Split
from models.training.report import Reporter
from models.training.request import TrainingRequest

SPACING = (1.0, 1.0)
KEYS = ("clear", "disc")


def tiny_spec(**changes: Any) -> ClassifierSpec:
    """A network small enough to build and run in milliseconds."""
    network = ClassifierNetwork(init_features=8, growth=4, blocks=(1, 1))
    values: dict[str, Any] = {"findings": KEYS, "size": (32, 32), "network": network}
    return ClassifierSpec(**(values | {"normal": "clear"} | changes))


def film(seed: int, *, disc: bool, shape: tuple[int, int] = (40, 36)) -> NDArray[np.float32]:
    """(1, y, x) float32: noise on a slope, with or without a bright disc somewhere."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: shape[0], : shape[1]]
    image = 80 + x + rng.normal(0, 8, shape)
    if disc:
        at = rng.uniform(0.3, 0.7, 2) * shape
        image[(y - at[0]) ** 2 + (x - at[1]) ** 2 < 49] += 90
    return image[None].astype(np.float32)


def labels_of(*, disc: bool) -> dict[str, int | None]:
    return {"clear": int(not disc), "disc": int(disc)}


def write_films(
    directory: Path, *, train: int = 12, validation: int = 8, **index: Any
) -> list[FilmEntry]:
    """A dataset folder of films named film-0, film-1, ...; every second one has a disc."""
    entries: list[FilmEntry] = []
    for number in range(train + validation):
        disc = number % 2 == 1
        split: Split = "train" if number < train else "validation"
        entries.append(
            write_film(
                directory,
                f"film-{number}",
                film(number, disc=disc),
                SPACING,
                labels_of(disc=disc),
                split=split,
            )
        )
    write_index(directory, entries, **index)
    return entries


def write_index(directory: Path, entries: list[FilmEntry], **index: Any) -> None:
    write_film_index(
        directory, **{"findings": KEYS, "cases": entries, "normal": "clear", "size": 32} | index
    )


def replaced(
    directory: Path,
    entries: list[FilmEntry],
    number: int,
    *,
    image: NDArray[np.float32] | None = None,
    labels: Labels | None = None,
    spacing: tuple[float, ...] = SPACING,
    patient: str = "",
) -> list[FilmEntry]:
    """The entries with one film written anew."""
    old = entries[number]
    new = write_film(
        directory,
        old.id,
        film(number, disc=number % 2 == 1) if image is None else image,
        spacing,
        old.labels if labels is None else labels,
        split=old.split,
        patient=patient,
    )
    return [*entries[:number], new, *entries[number + 1 :]]


def write_request(directory: Path, dataset: Path, **fields: Any) -> Path:
    """A request of a few steps of a tiny network on one thread; `fields` override."""
    directory.mkdir(parents=True, exist_ok=True)
    write_json(directory / "tiny-spec.json", tiny_spec().to_json())
    request = {
        "dataset": str(dataset),
        "out": str(directory / "out"),
        "seed": 1,
        "max_steps": 12,
        "threads": 1,
        "device": "cpu",
        "checkpoint_seconds": 0,
        "report_seconds": 0,
        "spec": str(directory / "tiny-spec.json"),
    }
    write_json(directory / "request.json", request | fields)
    return directory / "request.json"


def run_here(request: Path) -> list[dict[str, Any]]:
    """Run in this process, which has torch loaded already; raises ModelProblem."""
    stream = io.StringIO()
    train_classifier(TrainingRequest.read(request), Reporter(stream))
    return [json.loads(line) for line in stream.getvalue().splitlines()]
