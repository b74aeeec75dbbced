from labeling.core.jobs import Run, job
from labeling.export.contents import DamagedRevision
from labeling.export.models import SnapshotFile
from labeling.export.services import fail_file, keep_file
from labeling.export.writing import write_zip


@job(name="export.write_file", queue="web", max_attempts=3)
def write_file(run: Run, *, file_id: int) -> None:
    """Write a frozen snapshot in one format."""
    file = SnapshotFile.objects.select_related("snapshot__project").get(pk=file_id)
    try:
        blob = write_zip(file.snapshot, file.format)
    except DamagedRevision as damage:
        with run.commit_results():
            fail_file(file=file, error=damage.message)
        return
    with run.commit_results():
        keep_file(file=file, blob=blob)
