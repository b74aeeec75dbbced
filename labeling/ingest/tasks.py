from labeling.core.jobs import Run, job
from labeling.ingest import services


@job(name="ingest.index_series", queue="web", max_attempts=3)
def index_series(run: Run, *, series_id: int) -> None:
    """Order, geometry, metadata and thumbnail of a series; its commit checks what arrived since."""
    services.index_series(series_id=series_id)
