"""What the database says of a project once its loop stands still, without keys and without the clock."""

import hashlib
from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from labeling.annotate.models import Annotation, Revision, SliceEdit
from labeling.core.models import AuditEvent
from labeling.prelabel.models import Draft
from labeling.projects.models import Project
from labeling.review.models import Dispute
from labeling.rounds.models import Descriptor, Pick, Score

Rows = list[dict[str, Any]]
BY_THE_CLOCK = {"seconds", "spent_seconds", "step_seconds", "resumed_at"}
"""Of a training: how long it took, and how much of it a killed worker had left behind."""

BY_THE_MEMORY = {"memory", "reasons"}
"""Of a plan: how much was free at that moment. What was chosen by it is compared."""


def facts_of(project: Project) -> dict[str, Any]:
    """Equal for two loops that ended in the same state, whatever happened on the way.

    Left out: keys, times, how long things took, and the attempts of jobs.
    """
    return {
        "runs": [
            _timeless(row)
            for row in _rows(project.training_runs, "state", "error", "left_out", "revisions")
        ],
        "curves": [_curve(one) for one in project.training_runs.values_list("curve", flat=True)],
        "models": [_model(row) for row in _models(project)],
        "scores": _of_cases(Score, project, *SCORE),
        "drafts": _of_cases(Draft, project, *DRAFT),
        "looks": _of_cases(Descriptor, project, "model_version__number", "kind", "values"),
        "rounds": _rows(project.rounds, *ROUND),
        "picks": _rows(Pick.objects.filter(round__project=project), *PICK),
        "cases": _rows(project.cases, "number", "state"),
        "disputes": _rows(Dispute.objects.filter(revision__case__project=project), *DISPUTE),
        "working copies": _of_cases(Annotation, project, "version", "base_blob"),
        "saved slices": [
            (number, z, hashlib.sha256(bytes(plane)).hexdigest())
            for number, z, plane in SliceEdit.objects.filter(annotation__case__project=project)
            .order_by("annotation__case__number", "z")
            .values_list("annotation__case__number", "z", "plane")
        ],
        "handed in": _of_cases(Revision, project, "number", "mask_sha256", "origin"),
        "acts": Counter(
            AuditEvent.objects.filter(project_id=project.pk).values_list("act", flat=True)
        ),
        "jobs": Counter(
            ProcrastinateJob.objects.filter(queue_name="machine").values_list("task_name", "status")
        ),
        "folders": sorted(path.name for path in (settings.DATA / "runs").glob("*")),
    }


MODEL = ("number", "state", "parent__number", "reason", "weights_blob", "spec", "code_version")
SCORE = ("model_version__number", "score", "measure", "components", "embedding", "members")
DRAFT = ("model_version__number", "state", "mask_sha256", "uncertainty_blob", "slice_doubt")
ROUND = ("number", "model_version__number", "strategy", "bounds", "seed", "pool_size")
PICK = ("round__number", "case__number", "arm", "rank", "rule", "value", "score", "components")
DISPUTE = ("revision__case__number", "model_version__number", "belief", "dice", "index", "voxels")


def _rows(found: Any, *fields: str) -> Rows:
    rows: QuerySet[Any] = found.all()
    return sorted(rows.values(*fields), key=repr)


def _of_cases(kind: Any, project: Project, *fields: str) -> Rows:
    return _rows(kind.objects.filter(case__project=project), "case__number", *fields)


def _models(project: Project) -> Rows:
    return _rows(project.model_versions, *MODEL, "labels_used", "gate", "metrics")


def _model(row: dict[str, Any]) -> dict[str, Any]:
    training = row["metrics"].get("training", {})
    if "plan" in training:
        said = {key: training["plan"][key] for key in training["plan"] if key not in BY_THE_MEMORY}
        training = training | {"plan": said}
    return row | {"metrics": row["metrics"] | {"training": _without_clock(training)}}


def _timeless(row: dict[str, Any]) -> dict[str, Any]:
    """Revisions by their masks."""
    used = [(one["name"], one["mask_sha256"], one["split"]) for one in row["revisions"]]
    return row | {"revisions": used}


def _curve(points: Rows) -> tuple[Rows, bool]:
    """Where it begins and ends, and whether each step is there once; the clock says which are shown."""
    steps = [point["step"] for point in points]
    return [_without_clock(one) for one in points[:1] + points[-1:]], steps == sorted(set(steps))


def _without_clock(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in BY_THE_CLOCK}
