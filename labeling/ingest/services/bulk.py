"""A whole series that this program made itself, stored at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from django.db import transaction
from django.db.models import F
from pydicom import dcmwrite
from pydicom.dataset import Dataset

from labeling.accounts.models import User
from labeling.core import audit
from labeling.imaging.pixels import InstanceIndex, index_file
from labeling.ingest.errors import FileRefused
from labeling.ingest.files import KeptFile, keep, staged
from labeling.ingest.frames import StoredFrames, stored_frames
from labeling.ingest.models import Instance, Series
from labeling.ingest.rows import instance_values
from labeling.ingest.services.indexing import index_series
from labeling.ingest.services.records import refuse_other_bytes, series_for
from labeling.projects.models import Project


@dataclass(frozen=True)
class _Written:
    index: InstanceIndex
    kept: KeptFile
    frames: StoredFrames


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


def _write(ds: Dataset) -> _Written:
    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    with staged([buffer.getvalue()]) as path:
        index = index_file(path)
        frames = stored_frames(path, index)
        return _Written(index, keep(path), frames)


@transaction.atomic
def _record(project: Project, user: User | None, written: list[_Written]) -> Series:
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
        Series.objects.filter(pk=series.pk).update(
            received_version=F("received_version") + len(new)
        )
        audit.record(
            act="series.stored", actor=user, project_id=project.pk, obj=series, instances=len(new)
        )
    return series


def _uid(item: _Written) -> str:
    return item.index.sop_instance_uid


def _row(project: Project, series: Series, item: _Written) -> Instance:
    return Instance(
        project=project,
        series=series,
        sop_instance_uid=item.index.sop_instance_uid,
        blob=item.kept.blob.sha256,
        size=item.kept.blob.size,
        source_sha256=item.kept.source_sha256,
        **instance_values(item.index, item.frames, project.slug),
    )
