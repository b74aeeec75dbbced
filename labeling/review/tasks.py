"""Jobs of review."""

from django.db import transaction

from labeling.annotate.selectors import revision_mask
from labeling.cohorts.models import Case
from labeling.core.jobs import Run, job
from labeling.ingest.selectors import geometry_of
from labeling.projects.models import Project, Task
from labeling.projects.selectors import ignored_value
from labeling.review import services
from labeling.review.comparing import compare
from labeling.review.selectors import comparison_of, waiting_reads


@job(name="review.train_when_due", queue="web", max_attempts=5)
def train_when_due(run: Run, *, project_id: int) -> None:
    """After a training: start the next one if enough was approved while it ran."""
    with run.commit_results(), transaction.atomic():
        services.train_when_due(Project.objects.get(pk=project_id))


@job(name="review.compare_reads", queue="web", max_attempts=3)
def compare_reads(run: Run, *, case_id: int) -> None:
    """When the second reader has handed in: where the two differ, before somebody looks."""
    case = Case.objects.select_related("series", "project").get(pk=case_id)
    if case.project.task != Task.SEGMENTATION:  # answers are compared where they are shown
        return
    reads = waiting_reads(case)
    if len(reads) < 2 or comparison_of(reads) is not None:
        return
    one, other = reads[:2]
    spacing = geometry_of(case.series).spacing
    ignored = ignored_value(case.project)
    found = compare(revision_mask(one), revision_mask(other), spacing, ignored)
    with run.commit_results():
        services.keep_comparison(one=one, other=other, found=found)
