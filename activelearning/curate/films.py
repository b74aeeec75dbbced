"""From approved answers to the folder that a classifier learns from."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from activelearning.curate.snapshot import Approved, approved_of_split, take_snapshot
from activelearning.films import Film, load_case_film
from activelearning.stages import StageReport
from labeling.projects.selectors import findings_of
from labeling.rounds.selectors import training_run
from models.classification.dataset import SIZE, FilmEntry, write_film, write_film_index
from models.training.arrays import Split

LABELS = {"present": 1, "absent": 0}
"""Of an answer; "uncertain" is not known, and so counts in no loss and no figure."""


@dataclass(frozen=True)
class ApprovedFilm(Approved):
    """With its image in memory; labels by finding key: 1 present, 0 absent, None uncertain or never asked."""

    film: Film
    labels: dict[str, int | None]


def curate_films(report: StageReport, training_run_id: int, folder: Path) -> Path:
    """As `curate`, for a project of findings.

    Raises:
        NoApprovedMask: 422. InputProblem: a case has several images.
    """
    dataset = folder / "dataset"
    if (dataset / "dataset.json").exists():
        return dataset
    entries = take_snapshot(
        report,
        training_run_id,
        partial(approved_films, training_run_id),
        partial(_written, dataset),
    )
    asked = findings_of(training_run(training_run_id).project)
    normal = next((finding.key for finding in asked if finding.excludes_others), "")
    keys = [finding.key for finding in asked]
    write_film_index(dataset, findings=keys, cases=entries, normal=normal, size=SIZE)
    return dataset


def approved_films(training_run_id: int, split: str) -> Iterator[ApprovedFilm]:
    """The approved cases of one split of the run's project, loaded one at a time, by number."""
    keys = [finding.key for finding in findings_of(training_run(training_run_id).project)]
    for approved, revision in approved_of_split(training_run_id, split):
        answers = revision.answers or {}
        yield ApprovedFilm(
            **vars(approved),
            film=load_case_film(revision.case),
            labels={key: LABELS.get((answers.get(key) or {}).get("state", "")) for key in keys},
        )


def _written(dataset: Path, one: ApprovedFilm, split: Split) -> FilmEntry:
    image, at = one.film.image, one.film.spacing
    return write_film(dataset, one.name, image, at, one.labels, patient=one.patient, split=split)
