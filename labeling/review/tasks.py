"""Jobs of review."""

from django.db import transaction

from labeling.core.jobs import Run, job
from labeling.projects.models import Project
from labeling.review import services


@job(name="review.train_when_due", queue="web", max_attempts=5)
def train_when_due(run: Run, *, project_id: int) -> None:
    """After a training: start the next one if enough was approved while it ran."""
    with run.commit_results(), transaction.atomic():
        services.train_when_due(Project.objects.get(pk=project_id))
