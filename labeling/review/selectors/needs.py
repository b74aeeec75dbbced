"""What waits for a person's decision in a project."""

from typing import TypedDict

from labeling.cohorts.models import CaseState
from labeling.ingest.models import SeriesState
from labeling.projects.models import Project
from labeling.projects.permissions import Act
from labeling.review.selectors.advice import advice_of
from labeling.review.selectors.approvals import review_queue
from labeling.rounds.models import ModelState, RunState


class Need(TypedDict):
    """One thing to decide; `href` is a path of the browser's app."""

    kind: str
    title: str
    text: str
    href: str


def needs_of(project: Project, acts: frozenset[Act]) -> list[Need]:
    """What waits for a person who may do `acts`, the most urgent first.

    Failures, models, held scans, reviews, picks, flags, unusable scans, advice.
    """
    ways = (
        (Act.TRAIN, _failed_training),
        (Act.TRAIN, _candidate),
        (Act.MANAGE, _held),
        (Act.REVIEW, _reviews),
        (Act.MANAGE, _picks),
        (Act.MANAGE, _flags),
        (Act.UPLOAD, _unusable),
        (Act.TRAIN, _enough),
    )
    found = (way(project) for act, way in ways if act in acts)
    return [need for need in found if need is not None]


def _enough(project: Project) -> Need | None:
    """Advice to stop, where a rule gives it; the others are on the screen of the rounds."""
    found = [one for one in advice_of(project) if one["verdict"] == "enough"]
    if not found:
        return None
    text = " ".join(one["evidence"] for one in found)
    return _need(project, "advice", "More labels may not be needed", text, "rounds")


def _failed_training(project: Project) -> Need | None:
    run = project.training_runs.order_by("-pk").first()
    if run is None or run.state != RunState.FAILED:
        return None
    return _need(project, "training_failed", "The last training failed", run.error, "models")


def _candidate(project: Project) -> Need | None:
    waiting = project.model_versions.filter(state=ModelState.CANDIDATE).order_by("-number").first()
    if waiting is None:
        return None
    title = f"v{waiting.number} waits for your decision"
    return _need(project, "model_waits", title, waiting.reason, "models")


def _held(project: Project) -> Need | None:
    count = project.held_series.count()
    title = f"{count} held series may show a name"
    text = "Nobody sees them until you have looked at the picture."
    return _need(project, "held", title, text, "cohorts?view=held") if count else None


def _reviews(project: Project) -> Need | None:
    count = review_queue(project).count()
    title = f"{count} {_plural('mask', count)} to review"
    text = "Submitted work waits for a reviewer."
    return _need(project, "review", title, text, "review") if count else None


def _picks(project: Project) -> Need | None:
    count = project.cases.filter(state=CaseState.PICKED).count()
    title = f"{count} picked {_plural('case', count)} to assign"
    text = "The machine chose them; nobody has them yet."
    return _need(project, "assign", title, text, "cohorts?state=picked") if count else None


def _flags(project: Project) -> Need | None:
    rows = project.cases.exclude(flagged="").exclude(state=CaseState.EXCLUDED)
    count = rows.count()
    title = f"{count} flagged {_plural('case', count)}"
    text = "; ".join(rows.order_by("-pk").values_list("flagged", flat=True)[:3])
    return _need(project, "flagged", title, text, "cohorts") if count else None


def _unusable(project: Project) -> Need | None:
    count = project.series.filter(state=SeriesState.UNUSABLE).count()
    title = f"{count} series {'forms' if count == 1 else 'form'} no volume"
    text = "They are kept, and each says why: slices missing, several volumes, a cine."
    return _need(project, "unusable", title, text, "cohorts?view=upload") if count else None


def _need(project: Project, kind: str, title: str, text: str, page: str) -> Need:
    return Need(kind=kind, title=title, text=text, href=f"/projects/{project.slug}/{page}")


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
