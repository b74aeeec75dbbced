"""A turn of a pull: one series, its end, and the next turn asked for in the same transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import transaction
from django.utils import timezone

from labeling.cohorts.services import await_case
from labeling.core import audit
from labeling.core.errors import GyreError
from labeling.ingest.services import finish_upload, request_indexing
from labeling.pacs.errors import NOT_ASKED, NotLinked, Upstream
from labeling.pacs.models import ACTIVE, Outcome, Pull, PullSeries, PullSeriesState, PullState
from labeling.pacs.naming import naming_of
from labeling.pacs.services.pulling import ALL_IN_VAIN, fetch_series
from labeling.pacs.services.pulls import begin_run, enqueue_turn

Commit = Callable[[], AbstractContextManager[None]]


class PullStopped(GyreError):
    """A person stopped this pull."""

    status = 409


def take_turn(*, pull_id: int, stop_if_asked: Callable[[], None], commit: Commit) -> None:
    """Fetch the pull's next series.

    Args:
        pull_id: the pull.
        stop_if_asked: raises when the worker is to end.
        commit: opens the transaction that only the job's present holder can commit.
    """
    pull = begin_run(pull_id=pull_id)
    series = pull.series.filter(state=PullSeriesState.WAITING).first() if pull else None
    if pull is None:
        return
    if series is None:
        with commit():
            _finish(pull)
        return
    try:
        _check_linked(pull)
        fetch_series(pull=pull, series=series, check=_Check(pull, stop_if_asked))
    except PullStopped:
        request_indexing(project=pull.project)
    except (*ALL_IN_VAIN, *NOT_ASKED, NotLinked) as error:
        with commit():
            _fail(pull, error.message)
    except Upstream as error:
        with commit():
            _failed(series, error)
            _go_on(pull)
    else:
        with commit():
            _done(pull, series)
            _go_on(pull)


def _check_linked(pull: Pull) -> None:
    """Raises: NotLinked, an admin took the PACS from the project since."""
    if not pull.project.pacs_links.filter(pacs=pull.pacs_id).exists():
        raise NotLinked


class _Check:
    """Whether to go on: asked before each instance."""

    def __init__(self, pull: Pull, stop_if_asked: Callable[[], None]) -> None:
        self._pull = pull
        self._stop_if_asked = stop_if_asked

    def __call__(self) -> None:
        self._stop_if_asked()
        if not Pull.objects.filter(pk=self._pull.pk, state__in=ACTIVE).exists():
            raise PullStopped


def _done(pull: Pull, series: PullSeries) -> None:
    """From here on the series goes by the UIDs it has in the project."""
    name = naming_of(pull.project)
    series.state = PullSeriesState.DONE
    series.study_instance_uid = name(series.study_instance_uid)
    series.series_instance_uid = name(series.series_instance_uid)
    series.save(update_fields=["state", "study_instance_uid", "series_instance_uid"])
    if pull.cohort is not None and series.instances.exclude(outcome=Outcome.REFUSED).exists():
        await_case(cohort=pull.cohort, series_instance_uid=series.series_instance_uid)


def _failed(series: PullSeries, error: Upstream) -> None:
    series.state = PullSeriesState.FAILED
    series.problem_code, series.problem = error.code, error.message
    series.save(update_fields=["state", "problem_code", "problem"])


def _go_on(pull: Pull) -> None:
    """Have what came indexed, and the next series fetched."""
    request_indexing(project=pull.project)
    locked = Pull.objects.select_for_update().get(pk=pull.pk)
    if locked.state not in ACTIVE:
        return
    if locked.series.filter(state=PullSeriesState.WAITING).exists():
        enqueue_turn(locked)
    else:
        _finish(locked)


@transaction.atomic
def _finish(pull: Pull) -> None:
    failed = pull.series.filter(state=PullSeriesState.FAILED).count()
    if failed:
        total = pull.series.count()
        _fail(pull, f"{failed} of {total} series could not be fetched whole.")
    else:
        _end(pull, PullState.FINISHED)
    finish_upload(upload=pull.upload)


def _fail(pull: Pull, problem: str) -> None:
    _end(pull, PullState.FAILED, problem)
    request_indexing(project=pull.project)


def _end(pull: Pull, state: PullState, problem: str = "") -> None:
    ended = Pull.objects.filter(pk=pull.pk, state__in=ACTIVE)
    if ended.update(state=state, problem=problem, ended_at=timezone.now()):
        audit.record(act=f"pull.{state.value}", actor=None, project_id=pull.project_id, obj=pull)
