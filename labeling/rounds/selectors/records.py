"""Models, rounds and training runs of a project."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict, TypeVar

from django.db.models import Count, Q, QuerySet

from labeling.cohorts.models import Case, CaseState
from labeling.projects.errors import NotHere
from labeling.projects.models import Project
from labeling.projects.permissions import Anyone, visible_projects
from labeling.rounds.lanes import Lane
from labeling.rounds.models import ACTIVE, ModelState, ModelVersion, Round, TrainingRun

T = TypeVar("T")


Standing = Literal["went_live", "refused", "waits"]


class CurvePoint(TypedDict):
    """Mean Dice over the holdout's patients, with the 95 % interval where there were enough.

    A model that was live once went live, whatever came after.
    """

    model: int
    labels: int
    dice: float
    low: float | None
    high: float | None
    patients: int | None
    standing: Standing


def project_by_id(project_id: int) -> Project:
    """For jobs, which are given ids; raises Project.DoesNotExist."""
    return Project.objects.get(pk=project_id)


def project_id_of(case_id: int) -> int:
    """For jobs, which are given ids; raises Case.DoesNotExist."""
    return Case.objects.values_list("project", flat=True).get(pk=case_id)


def champion(project: Project) -> ModelVersion | None:
    """The model that is live."""
    return project.model_versions.filter(state=ModelState.CHAMPION).first()


def quick_model(project: Project) -> ModelVersion | None:
    """The quick model that pre-fills beside the champion it came from; None when there is none."""
    quick = project.model_versions.filter(state=ModelState.PREFILL)
    return quick.filter(parent__state=ModelState.CHAMPION).first()


def previous_champion(project: Project) -> ModelVersion | None:
    """The one that was live last before the champion: where a roll-back goes.

    By the time of promotion, not by number: an older version may have been promoted over a newer.
    """
    retired = project.model_versions.filter(state=ModelState.RETIRED, promoted_at__isnull=False)
    live = champion(project)
    if live is not None and live.promoted_at is not None:
        retired = retired.filter(promoted_at__lt=live.promoted_at)
    return retired.order_by("-promoted_at", "-number").first()


def earlier_weights(version: ModelVersion, most: int) -> list[str]:
    """Weights of the models before this one, built just like it for the same channels, newest first.

    Their temperatures may differ: the one of this version is used for all.
    Together with it they are an ensemble. Rejected ones are among them: a little worse on the whole,
    they still err elsewhere.
    """
    earlier = version.project.model_versions.filter(
        number__lt=version.number, run__lane=Lane.FULL, run__channels=version.run.channels
    )
    rows = earlier.order_by("-number").values_list("weights_blob", "spec")
    alike = [blob for blob, spec in rows if _shape(spec) == _shape(version.spec)]
    return alike[:most]


def _shape(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A spec without what is fitted to its weights."""
    return {key: value for key, value in spec.items() if key != "temperature"}


def members_of(version: ModelVersion) -> dict[int, str]:
    """Whose mean each case's score is, by case: "" is the network asked once."""
    return dict(version.scores.values_list("case_id", "members"))


def learning_curve(project: Project) -> list[CurvePoint]:
    """One point per judged model, oldest first; rejected ones are part of the truth too.

    A quick model is not judged and has none.
    """
    points = []
    for version in project.model_versions.order_by("number"):
        holdout = version.metrics.get("holdout") or {}
        if holdout.get("dice_mean") is not None:
            point = CurvePoint(
                model=version.number,
                labels=version.labels_used,
                dice=holdout["dice_mean"],
                low=holdout.get("dice_low"),
                high=holdout.get("dice_high"),
                patients=holdout.get("patients"),
                standing=_standing(version),
            )
            points.append(point)
    return points


def _standing(version: ModelVersion) -> Standing:
    if version.promoted_at is not None:
        return "went_live"
    return "waits" if version.state == ModelState.CANDIDATE else "refused"


def models_of(project: Project) -> QuerySet[ModelVersion]:
    """Newest first."""
    return project.model_versions.select_related("parent", "promoted_by").order_by("-number")


def rounds_of(project: Project) -> QuerySet[Round]:
    """Newest first, each with `picked` and `approved` counts."""
    return counted(project.rounds.select_related("model_version")).order_by("-number")


def counted(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """With how many cases were picked, and how many of those are approved by now."""
    approved = Count("picks", filter=Q(picks__case__state=CaseState.APPROVED))
    return rounds.annotate(picked=Count("picks"), approved=approved)


def last_round_number(project: Project) -> int:
    """0 before the first round."""
    return project.rounds.order_by("-number").values_list("number", flat=True).first() or 0


def training_runs_of(project: Project) -> QuerySet[TrainingRun]:
    """Newest first."""
    return project.training_runs.select_related("requested_by", "model_version").order_by("-pk")


def training_run(run_id: int) -> TrainingRun:
    """Raises TrainingRun.DoesNotExist."""
    return TrainingRun.objects.select_related("project").get(pk=run_id)


def model_for(user: Anyone, model_id: int) -> ModelVersion:
    """Raises NotHere (404) when the person cannot see it."""
    mine = ModelVersion.objects.filter(project__in=visible_projects(user))
    found = mine.select_related("project", "parent__run", "promoted_by", "run").filter(pk=model_id)
    return _or_404(found.first())


def round_for(user: Anyone, round_id: int) -> Round:
    """With `picked` and `approved`; raises NotHere (404)."""
    mine = counted(Round.objects.filter(project__in=visible_projects(user)))
    found = mine.select_related("project", "model_version").prefetch_related(
        "picks__case__project", "picks__case__series"
    )
    return _or_404(found.filter(pk=round_id).first())


def picked_case_ids(project: Project, round_id: int) -> list[int]:
    """Of a round of this project, in the order of choice; raises NotHere (404)."""
    found = project.rounds.filter(pk=round_id).first()
    if found is None:
        raise NotHere(f"There is no round {round_id} in this project.")
    return list(found.picks.order_by("rank").values_list("case_id", flat=True))


def active_run_ids() -> list[int]:
    """Of every project: runs that are queued or running."""
    active = TrainingRun.objects.filter(state__in=ACTIVE)
    return list(active.values_list("pk", flat=True))


def has_model(run: TrainingRun) -> bool:
    """Whether the run's model is recorded and decided on already."""
    return ModelVersion.objects.filter(run=run).exists()


def training_run_for(user: Anyone, run_id: int) -> TrainingRun:
    """Raises NotHere (404) when the person cannot see it."""
    mine = TrainingRun.objects.filter(project__in=visible_projects(user))
    found = mine.select_related("project", "requested_by", "model_version").filter(pk=run_id)
    return _or_404(found.first())


def _or_404(found: T | None) -> T:
    if found is None:
        raise NotHere
    return found
