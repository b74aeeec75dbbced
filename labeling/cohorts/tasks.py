"""Jobs of cohorts."""

from labeling.cohorts import services
from labeling.core.jobs import Run, job


@job(name="cohorts.open_case", queue="web", max_attempts=5)
def open_case(run: Run, *, series_id: int) -> None:
    """Make the case of a series that ingest has found to form a volume."""
    with run.commit_results():
        services.open_case(series_id=series_id)
