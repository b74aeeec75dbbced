"""Pulls as people act on them: begun, stopped, resumed. `pulling` does the work."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from labeling.accounts.models import User
from labeling.cohorts.models import Cohort
from labeling.cohorts.services import open_cohort
from labeling.core import audit, jobs
from labeling.ingest.services import open_upload
from labeling.pacs.errors import NothingToPull, PullNotResumable, PullNotStoppable
from labeling.pacs.models import ACTIVE, Pacs, Pull, PullSeries, PullSeriesState, PullState
from labeling.pacs.progress import has_died, progress_of_pull
from labeling.projects.models import Project

_BEHIND_OTHERS = -1  # what arrives is indexed before the next series is fetched


@dataclass(frozen=True, order=True)
class SeriesAddress:
    """A series as the PACS knows it."""

    study_instance_uid: str
    series_instance_uid: str


@transaction.atomic
def start_pull(
    *,
    project: Project,
    user: User,
    pacs: Pacs,
    series: Iterable[SeriesAddress],
    cohort: Cohort | None = None,
    cohort_name: str = "",
) -> Pull:
    """Have series fetched in the background; their cases join the cohort as they open.

    Args:
        project: where they go.
        user: who asks.
        pacs: where they are.
        series: under the UIDs of the PACS.
        cohort: takes the cases.
        cohort_name: of a new cohort that takes them instead.

    Raises:
        NothingToPull: 400. CohortNameTaken: 409. QueueFull: 503.
    """
    wanted = {address.series_instance_uid: address for address in series}
    if not wanted:
        raise NothingToPull
    if cohort is None and cohort_name:
        cohort = open_cohort(project=project, user=user, name=cohort_name)
    upload = open_upload(project=project, user=user, source="pacs")
    pull = Pull.objects.create(project=project, pacs=pacs, cohort=cohort, user=user, upload=upload)
    PullSeries.objects.bulk_create(
        PullSeries(
            pull=pull,
            study_instance_uid=address.study_instance_uid,
            series_instance_uid=address.series_instance_uid,
        )
        for address in wanted.values()
    )
    audit.record(
        act="pull.started", actor=user, project_id=project.pk, obj=pull, series=len(wanted)
    )
    enqueue_turn(pull)
    return pull


@transaction.atomic
def stop_pull(*, pull: Pull, user: User) -> Pull:
    """Stop after the instance that is being stored; what came stays.

    Raises:
        PullNotStoppable: 409.
    """
    pull = Pull.objects.select_for_update().get(pk=pull.pk)
    if pull.state not in ACTIVE:
        raise PullNotStoppable(expected=list(ACTIVE), got=pull.state)
    pull.state, pull.ended_at = PullState.STOPPED, timezone.now()
    pull.save(update_fields=["state", "ended_at"])
    audit.record(act="pull.stopped", actor=user, project_id=pull.project_id, obj=pull)
    return pull


@transaction.atomic
def resume_pull(*, pull: Pull, user: User) -> Pull:
    """Go on where it ended: what was fetched is not fetched again, failed series are tried again.

    Raises:
        PullNotResumable: 409, it runs, or everything was fetched. QueueFull: 503.
    """
    pull = Pull.objects.select_for_update().get(pk=pull.pk)
    left = pull.series.exclude(state=PullSeriesState.DONE)
    if (pull.state in ACTIVE and not has_died(pull)) or not left.exists():
        raise PullNotResumable(got=pull.state)
    pull.series.filter(state=PullSeriesState.FAILED).update(
        state=PullSeriesState.WAITING, problem_code="", problem=""
    )
    pull.state, pull.problem, pull.ended_at = PullState.WAITING, "", None
    pull.started_at = None
    pull.save(update_fields=["state", "problem", "ended_at", "started_at"])
    audit.record(act="pull.resumed", actor=user, project_id=pull.project_id, obj=pull)
    enqueue_turn(pull)
    return pull


def enqueue_turn(pull: Pull) -> None:
    """Have the next series of the pull fetched; turns of one PACS follow each other."""
    pull.job_id = jobs.enqueue(
        "pacs.pull_next",
        queue="web",
        lock=f"pacs:{pull.pacs_id}",
        priority=_BEHIND_OTHERS,
        pull_id=pull.pk,
    )
    pull.save(update_fields=["job_id"])


@transaction.atomic
def begin_run(*, pull_id: int) -> Pull | None:
    """The pull, running; None when it was stopped meanwhile."""
    pull = Pull.objects.select_for_update().get(pk=pull_id)
    if pull.state not in ACTIVE:
        return None
    if pull.started_at is None:
        pull.started_fraction = progress_of_pull(pull).fraction
        pull.started_at = timezone.now()
    pull.state = PullState.RUNNING
    pull.save(update_fields=["state", "started_at", "started_fraction"])
    return Pull.objects.select_related("project", "pacs", "cohort", "user", "upload").get(
        pk=pull_id
    )
