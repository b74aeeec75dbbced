"""Rows of many files in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F

from labeling.core import blobs
from labeling.imaging.pixels import InstanceIndex
from labeling.ingest.errors import Refusal
from labeling.ingest.files import KeptFile
from labeling.ingest.frames import StoredFrames, stored_frames
from labeling.ingest.models import Instance, Series, Upload
from labeling.ingest.rows import kept_values
from labeling.ingest.services.records import (
    StoredInstance,
    find_series,
    note_received,
    record_instance,
    refuse_other_bytes,
    series_for,
)
from labeling.projects.models import Project

Outcome = StoredInstance | Refusal
_READ = (
    "sop_instance_uid",
    "sop_class_uid",
    "blob",
    "series__series_instance_uid",
    "series__study__study_instance_uid",
)


@dataclass(frozen=True)
class Arrived:
    """A file whose bytes are on disk, and what its rows will say.

    Attributes:
        index: what the parser says of it.
        kept: its blob.
        frames: where its frames lie; None of a file that is here or held, whose rows say it already.
        suspicions: why a person should look at its pixels first.
        counts: what de-identification did to its header, by action and keyword.
    """

    index: InstanceIndex
    kept: KeptFile
    frames: StoredFrames | None
    suspicions: list[str] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def frames_for_a_row(self) -> StoredFrames:
        """Made now when the row that said where they lie is gone since the file came."""
        return self.frames or stored_frames(blobs.path(self.kept.blob.sha256), self.index)


def record_instances(
    *, project: Project, arrived: Sequence[Arrived], upload: Upload | None = None
) -> list[Outcome]:
    """As `record_instance` for each, and counted, in one transaction; a refusal keeps the others.

    When somebody stores the same at the same moment, or two batches wait for each other, the batch
    is rolled back and its files are recorded one by one.
    """
    try:
        with transaction.atomic():
            outcomes = _Batch(project).record(arrived)
            _count(upload, outcomes)
            return outcomes
    except (IntegrityError, OperationalError):
        return [_record_one(project, one, upload) for one in arrived]


def _record_one(project: Project, one: Arrived, upload: Upload | None) -> Outcome:
    try:
        frames = one.frames_for_a_row()
        stored = record_instance(project=project, index=one.index, kept=one.kept, frames=frames)
    except Refusal as refusal:
        return refusal.of(one.index)
    _count(upload, [stored])
    return stored


def _count(upload: Upload | None, outcomes: Sequence[Outcome]) -> None:
    stored = [outcome for outcome in outcomes if isinstance(outcome, StoredInstance)]
    if upload is not None and stored:
        known = sum(outcome.known for outcome in stored)
        Upload.objects.filter(pk=upload.pk).update(
            known=F("known") + known, stored=F("stored") + len(stored) - known
        )


class _Batch:
    """Rows are made in the order in which files came: until a series is indexed, that is its order."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._series: dict[tuple[str, str, str], Series] = {}
        self._there: dict[str, Instance] = {}
        self._new: dict[str, Instance] = {}

    def record(self, arrived: Sequence[Arrived]) -> list[Outcome]:
        uids = [one.index.sop_instance_uid for one in arrived]
        rows = Instance.objects.filter(project=self._project, sop_instance_uid__in=uids)
        rows = rows.select_related("series__study").only(*_READ)
        self._there = {row.sop_instance_uid: row for row in rows}
        outcomes = [self._take(one) for one in arrived]
        Instance.objects.bulk_create(self._new.values())
        counts = Counter(row.series_id for row in self._new.values())
        for pk in sorted(counts):
            note_received(pk, counts[pk])
        return outcomes

    def _take(self, one: Arrived) -> Outcome:
        uid = one.index.sop_instance_uid
        try:
            series = self._series_of(one.index)
            found = self._there.get(uid) or self._new.get(uid)
            if found is not None:
                refuse_other_bytes(found, one.kept.blob)
                return StoredInstance(found, known=True)
        except Refusal as refusal:
            return refusal.of(one.index)
        self._new[uid] = Instance(
            project=self._project,
            series=series,
            sop_instance_uid=uid,
            **kept_values(one.index, one.kept, one.frames_for_a_row(), self._project.slug),
        )
        return StoredInstance(self._new[uid], known=False)

    def _series_of(self, index: InstanceIndex) -> Series:
        """Looked up once a series. A refusal leaves nothing: neither a study nor a patient."""
        key = (
            index.study_instance_uid,
            index.series_instance_uid,
            index.attributes.get("PatientID", ""),
        )
        if key not in self._series:
            self._series[key] = find_series(project=self._project, index=index) or self._begin(
                index
            )
        return self._series[key]

    def _begin(self, index: InstanceIndex) -> Series:
        with transaction.atomic():
            return series_for(project=self._project, index=index)
