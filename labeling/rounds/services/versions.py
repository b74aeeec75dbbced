"""A trained network becomes a version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from labeling.core import audit
from labeling.projects.models import Project
from labeling.rounds.models import ModelVersion, TrainingRun


@dataclass(frozen=True)
class NewVersion:
    """What a training made and how it was judged; see ModelVersion for the shapes.

    `parent_id` is of the champion it was judged against, or trained on from, which may not be live any more.
    """

    weights_blob: str
    spec: Mapping[str, Any]
    code_version: str
    labels_used: int
    metrics: Mapping[str, Any] = field(default_factory=dict)
    gate: Mapping[str, Any] = field(default_factory=dict)
    parent_id: int | None = None


@transaction.atomic
def record_version(*, run_id: int, new: NewVersion) -> ModelVersion:
    """Make the run's model a candidate; a run that has one already gives that one back."""
    run = TrainingRun.objects.select_for_update().select_related("project").get(pk=run_id)
    made = ModelVersion.objects.filter(run=run).first()
    if made is not None:
        return made
    project = Project.objects.select_for_update().get(pk=run.project_id)
    last = project.model_versions.aggregate(last=Max("number"))["last"] or 0
    version = ModelVersion.objects.create(
        project=project,
        number=last + 1,
        run=run,
        parent_id=new.parent_id,
        weights_blob=new.weights_blob,
        spec=dict(new.spec),
        code_version=new.code_version,
        labels_used=new.labels_used,
        metrics=dict(new.metrics),
        gate=dict(new.gate),
    )
    audit.record(act="model.recorded", actor=None, project_id=project.pk, obj=version)
    return version
