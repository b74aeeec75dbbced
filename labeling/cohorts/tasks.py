"""Jobs of cohorts."""

import contextlib

from labeling.cohorts import services
from labeling.core.jobs import Run, job
from labeling.ingest.models import Series


@job(name="cohorts.open_case", queue="web", max_attempts=5)
def open_case(run: Run, *, series_id: int) -> None:
    """Take in a series that ingest has found to form a volume: a case, or a channel of one."""
    with contextlib.suppress(Series.DoesNotExist), run.commit_results():  # deleted meanwhile
        services.take_in(series_id=series_id)
