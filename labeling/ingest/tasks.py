import contextlib

from labeling.core.blobs import StoreBusy
from labeling.core.blobs.sweep import sweep
from labeling.core.jobs import Run, job
from labeling.ingest import services
from labeling.ingest.models import Series


@job(name="ingest.index_series", queue="web", max_attempts=3)
def index_series(run: Run, *, series_id: int) -> None:
    """Order, geometry, metadata and thumbnail of a series; its commit checks what arrived since."""
    with contextlib.suppress(Series.DoesNotExist):  # deleted meanwhile
        services.index_series(series_id=series_id)


@job(name="ingest.sweep_blobs", queue="web", max_attempts=5)
def sweep_blobs(run: Run) -> None:
    """Free what deleted rows named; later, if a backup runs now."""
    try:
        sweep()
    except StoreBusy:
        services.request_sweep()
