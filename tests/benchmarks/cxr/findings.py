"""Normal or pneumonia: told apart by a classifier, by the view alone, and within each view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.classification.calibration import calibration_error
from models.classification.dataset import write_film, write_film_index
from models.classification.metrics import FindingScores, score_finding
from models.classification.predictor import ClassifierPredictor
from models.classification.ranking import auroc
from models.classification.rows import Floats, Rows, patient_interval
from models.classification.spec import load_classifier_spec
from models.classification.triage import TriageScores, abnormality, score_triage
from models.evaluation.bootstrap import Interval
from models.training.arrays import Split
from tests.benchmarks.cxr import child
from tests.benchmarks.cxr.films import NIH, SPACING, Film, groups_of, pixels

SIDE = 160
STEPS = 600
KEYS = ("normal", "pneumonia")


@dataclass(frozen=True)
class ViewGap:
    """What the view has to do with it.

    Attributes:
        view_alone: AUROC of the training split's share of pneumonia in the film's view.
        gap: AUROC among PA films less that among AP films.
        one_view: AUROC over the pairs of films that are of one view.
        alarms: share of the normal films of each view that are called pneumonia, from 0.5.
        shares: share of pneumonia among the test films of each view.
    """

    view_alone: Interval
    gap: Interval
    one_view: float
    alarms: dict[str, float]
    shares: dict[str, float]


@dataclass(frozen=True)
class FindingReport:
    """Everything about pneumonia on the test films; `greys` is the AUROC of grey values alone."""

    train: int
    validation: int
    groups: dict[str, FindingScores]
    view: ViewGap
    greys: Interval
    ece_uncalibrated: float
    triage: TriageScores | None
    steps: int
    seconds: float


def measure(
    data: Path, films: list[Film], folder: Path, *, threads: int, steps: int
) -> FindingReport:
    """Train on the train split, calibrate on the validation split, judge once on the test split."""
    known = [film for film in films if film.pneumonia is not None]
    _write(data, known, folder / "dataset")
    done = child.train(folder, folder / "dataset", seed=0, max_steps=steps, threads=threads)
    spec = load_classifier_spec(Path(done["spec"]))
    predictor = ClassifierPredictor.load(Path(done["weights"]), spec)
    raw = ClassifierPredictor.load(Path(done["weights"]), spec)
    raw.spec = spec.uncalibrated()
    test = [film for film in known if film.split == "test"]
    images = [pixels(data, film, SIDE)[None] for film in test]
    each = np.stack([predictor.predict(image, SPACING).probabilities for image in images])
    before = np.stack([raw.predict(image, SPACING).probabilities for image in images])[:, 1]
    labels = np.array([film.pneumonia for film in test], np.float64)
    patients = [film.patient for film in test]
    rng = np.random.default_rng(0)
    triage = spec.triage and score_triage(
        spec.triage, abnormality(each, spec), labels, patients, rng
    )
    return FindingReport(
        train=sum(film.split == "train" for film in known),
        validation=sum(film.split == "validation" for film in known),
        groups=_by_group(test, each[:, 1], labels),
        view=_view_gap(known, test, each[:, 1], labels),
        greys=_greys(data, known, test, labels),
        ece_uncalibrated=calibration_error(before.astype(np.float64), labels),
        triage=triage,
        steps=int(done["metrics"]["steps"]),
        seconds=float(done["metrics"]["seconds"]),
    )


def _write(data: Path, films: list[Film], dataset: Path) -> None:
    entries = []
    for film in films:
        if film.split == "test":
            continue
        split: Split = "train" if film.split == "train" else "validation"
        labels = {"normal": film.normal, "pneumonia": film.pneumonia}
        image = pixels(data, film, SIDE)[None]
        entries.append(
            write_film(dataset, film.id, image, SPACING, labels, patient=film.patient, split=split)
        )
    write_film_index(dataset, findings=KEYS, cases=entries, normal="normal", sided=False, size=SIDE)


def _by_group(
    test: list[Film], probabilities: NDArray[np.floating], labels: Floats
) -> dict[str, FindingScores]:
    groups = groups_of(test) | {
        "NIH films only": lambda film: film.source == NIH,
        "NIH films only, PA": lambda film: film.source == NIH and film.view == "PA",
        "NIH films only, AP": lambda film: film.source == NIH and film.view == "AP",
    }
    found = {}
    for name, belongs in groups.items():
        rows = _rows(test, probabilities, labels, belongs)
        found[name] = score_finding(rows, np.random.default_rng(0), suppress=True)
    return found


def _rows(
    test: list[Film],
    probabilities: NDArray[np.floating],
    labels: Floats,
    belongs: Callable[[Film], bool],
) -> Rows:
    here = np.array([belongs(film) for film in test])
    patients = [film.patient for film in test if belongs(film)]
    return Rows.of(probabilities[here], labels[here], patients)


def _view_gap(
    known: list[Film], test: list[Film], probabilities: NDArray[np.floating], labels: Floats
) -> ViewGap:
    learned = [film for film in known if film.split == "train"]
    share = {view: _share(learned, view) for view in ("PA", "AP")}
    by_view = np.array([share[film.view] for film in test])
    rows = _rows(test, probabilities, labels, lambda _: True)
    is_pa = np.array([film.view == "PA" for film in test])
    blind = _rows(test, by_view, labels, lambda _: True)

    def gap(r: Rows, weights: Floats) -> Floats:
        return _within(r, weights, is_pa) - _within(r, weights, ~is_pa)

    pairs = [int(labels[v].sum()) * int((1 - labels[v]).sum()) for v in (is_pa, ~is_pa)]
    within = [float(_within(rows, np.ones((1, len(test))), v)[0]) for v in (is_pa, ~is_pa)]
    normal = labels == 0
    return ViewGap(
        view_alone=patient_interval(auroc, blind, np.random.default_rng(0)),
        gap=patient_interval(gap, rows, np.random.default_rng(0)),
        one_view=float(np.average(within, weights=pairs)),
        alarms={
            name: float((probabilities[view & normal] >= 0.5).mean())
            for name, view in (("PA", is_pa), ("AP", ~is_pa))
        },
        shares={view: _share(test, view) for view in ("PA", "AP")},
    )


def _within(rows: Rows, weights: Floats, here: NDArray[np.bool_]) -> Floats:
    part = Rows(rows.probabilities[here], rows.labels[here], rows.patients[here])
    return auroc(part, weights[:, here])


def _share(films: list[Film], view: str) -> float:
    return float(np.mean([film.pneumonia for film in films if film.view == view]))


def _greys(data: Path, known: list[Film], test: list[Film], labels: Floats) -> Interval:
    """AUROC of a logistic regression on what no lung is needed for."""
    learned = [film for film in known if film.split == "train"]
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit([_greys_of(data, film) for film in learned], [film.pneumonia for film in learned])
    scores = model.predict_proba([_greys_of(data, film) for film in test])[:, 1]
    rows = _rows(test, scores, labels, lambda _: True)
    return patient_interval(auroc, rows, np.random.default_rng(0))


def _greys_of(data: Path, film: Film) -> list[float]:
    image = pixels(data, film, SIDE)
    return [*np.percentile(image, [5, 25, 50, 75, 95]), image.shape[0] / image.shape[1]]
