"""A whole series that this program made itself, stored at once."""

from collections.abc import Iterable
from io import BytesIO

from django.db import transaction
from pydicom import dcmwrite
from pydicom.dataset import Dataset

from labeling.accounts.models import User
from labeling.core import audit
from labeling.imaging.pixels import index_file
from labeling.ingest.errors import FileRefused
from labeling.ingest.files import keep, staged
from labeling.ingest.frames import stored_frames
from labeling.ingest.models import Instance, Series
from labeling.ingest.rows import kept_values
from labeling.ingest.services.batches import Arrived
from labeling.ingest.services.indexing import index_series
from labeling.ingest.services.records import note_received, refuse_other_bytes, series_for
from labeling.projects.models import Project


def store_series(
    *, project: Project, datasets: Iterable[Dataset], user: User | None = None
) -> Series:
    """Store and index one series of data sets made here; not for files from outside.

    Storing the same data sets again changes nothing. Returns the indexed series: look at its
    `state`, and at `problem` when it is unusable.

    Raises:
        FileRefused: `no_instances`, `several_series`.
        InstanceConflict, PatientDiffers, SeriesElsewhere: as `store_instance`.
    """
    written = [_write(ds) for ds in datasets]
    uids = {item.index.series_instance_uid for item in written}
    if len(uids) != 1:
        code = "several_series" if uids else "no_instances"
        raise FileRefused(code, f"expected the instances of one series, got {len(uids)} series")
    series = _record(project, user, written)
    return index_series(series_id=series.pk)


def _write(ds: Dataset) -> Arrived:
    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    with staged([buffer.getvalue()]) as path:
        index = index_file(path)
        frames = stored_frames(path, index)
        return Arrived(index, keep(path), frames)


@transaction.atomic
def _record(project: Project, user: User | None, written: list[Arrived]) -> Series:
    series = series_for(project=project, index=written[0].index)
    uids = [item.index.sop_instance_uid for item in written]
    known = {
        instance.sop_instance_uid: instance
        for instance in Instance.objects.filter(project=project, sop_instance_uid__in=uids)
    }
    for item in written:
        if found := known.get(item.index.sop_instance_uid):
            refuse_other_bytes(found, item.kept.blob)
    new = [_row(project, series, item) for item in written if _uid(item) not in known]
    Instance.objects.bulk_create(new)
    if new:
        note_received(series.pk, len(new))
        audit.record(
            act="series.stored", actor=user, project_id=project.pk, obj=series, instances=len(new)
        )
    return series


def _uid(item: Arrived) -> str:
    return item.index.sop_instance_uid


def _row(project: Project, series: Series, item: Arrived) -> Instance:
    return Instance(
        project=project,
        series=series,
        sop_instance_uid=item.index.sop_instance_uid,
        **kept_values(item.index, item.kept, item.frames_for_a_row(), project.slug),
    )
