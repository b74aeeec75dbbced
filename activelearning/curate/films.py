"""From approved answers to the folder that a classifier learns from."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from activelearning.curate.dataset import Used
from activelearning.films import Film, load_case_film
from activelearning.stages import StageReport
from labeling.cohorts.selectors import case_name, subgroups_of
from labeling.projects.selectors import findings_of
from labeling.review.selectors import approved_revisions
from labeling.rounds import services as rounds
from labeling.rounds.errors import NoApprovedMask
from labeling.rounds.selectors import training_run
from models.classification.dataset import FilmEntry, write_film, write_film_index
from models.training.dataset import Split

LABELS = {"present": 1, "absent": 0}
"""Of an answer; "uncertain" is not known, and so counts in no loss and no figure."""
SIZE = 224


@dataclass(frozen=True)
class ApprovedFilm:
    """An approved case of findings in memory.

    Attributes:
        patient: opaque key, never a name.
        answers_sha256: of the approved answers.
        labels: by finding key: 1 present, 0 absent, None uncertain or never asked.
        groups: subgroups it belongs to, "attribute:value".
    """

    case_id: int
    name: str
    patient: str
    revision_id: int
    answers_sha256: str
    film: Film
    labels: dict[str, int | None]
    groups: tuple[str, ...]


def curate_films(report: StageReport, training_run_id: int, folder: Path) -> Path:
    """As `curate`, for a project of findings.

    Raises:
        NoApprovedMask: 422. InputProblem: a case has several images.
    """
    dataset = folder / "dataset"
    if (dataset / "dataset.json").exists():
        return dataset
    project = training_run(training_run_id).project
    used: list[Used] = []
    entries: list[FilmEntry] = []
    splits: tuple[Split, ...] = ("train", "validation")
    for split in splits:
        for one in approved_films(training_run_id, split):
            entries.append(_written(dataset, one, split))
            used.append(
                Used(
                    case=one.case_id,
                    name=one.name,
                    revision=one.revision_id,
                    mask_sha256=one.answers_sha256,
                    split=split,
                )
            )
            report.run.stop_if_asked()
            report.progress(0.5, f"{len(used)} cases")
    if not any(one["split"] == "train" for one in used):
        raise NoApprovedMask(expected="at least 1 approved case of the train split", got=0)
    with report.run.commit_results(last=False):
        rounds.note_revisions(run_id=training_run_id, revisions=[{**one} for one in used])
    asked = list(findings_of(project))
    normal = next((finding.key for finding in asked if finding.excludes_others), "")
    keys = [finding.key for finding in asked]
    write_film_index(dataset, findings=keys, cases=entries, normal=normal, size=SIZE)
    return dataset


def approved_films(training_run_id: int, split: str) -> Iterator[ApprovedFilm]:
    """The approved cases of one split of the run's project, loaded one at a time, by number."""
    project = training_run(training_run_id).project
    keys = [finding.key for finding in findings_of(project)]
    revisions = approved_revisions(project, splits=(split,)).select_related("case__patient")
    for revision in revisions:
        case = revision.case
        answers = revision.answers or {}
        yield ApprovedFilm(
            case_id=case.pk,
            name=case_name(case),
            patient=str(case.patient_id),
            revision_id=revision.pk,
            answers_sha256=revision.answers_sha256,
            film=load_case_film(case),
            labels={key: LABELS.get((answers.get(key) or {}).get("state", "")) for key in keys},
            groups=subgroups_of(case),
        )


def _written(dataset: Path, one: ApprovedFilm, split: Split) -> FilmEntry:
    return write_film(
        dataset,
        one.name,
        one.film.image,
        one.film.spacing,
        one.labels,
        patient=one.patient,
        split=split,
    )
