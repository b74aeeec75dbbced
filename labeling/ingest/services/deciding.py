"""What a person decides of held images."""

from dataclasses import dataclass

from django.db import transaction

from labeling.accounts.models import User
from labeling.core import audit, blobs
from labeling.core.blobs import Blob
from labeling.imaging.pixels import InstanceIndex
from labeling.ingest.errors import NoSuchHeld
from labeling.ingest.files import KeptFile
from labeling.ingest.frames import StoredFrames, stored_frames
from labeling.ingest.models import HeldInstance, HeldLook, HeldSeries
from labeling.ingest.services.deleting import request_sweep
from labeling.ingest.services.indexing import request_indexing
from labeling.ingest.services.records import record_instance
from labeling.ingest.services.storing import read_index


@dataclass(frozen=True)
class Decision:
    """How many images it was about."""

    instances: int


@dataclass(frozen=True)
class _Parsed:
    index: InstanceIndex
    frames: StoredFrames


def release_held(*, held: HeldSeries, by: User) -> Decision:
    """Nothing in the pixels names a person: the images are stored and indexed like others.

    Raises:
        NoSuchHeld: 404, somebody decided meanwhile.
        FileRefused: 422. InstanceConflict, PatientDiffers, SeriesElsewhere: 409; then nothing is
            released.
    """
    parsed = {instance.pk: _parse(instance) for instance in held.instances.all()}
    with transaction.atomic():
        held, instances = _locked(held)
        for instance in instances:
            found = parsed.get(instance.pk) or _parse(instance)  # one may have arrived meanwhile
            record_instance(
                project=held.project,
                index=found.index,
                kept=KeptFile(Blob(instance.blob, instance.size), instance.blob),
                frames=found.frames,
            )
        decision = _decide(held, by, "held.released", instances)
        request_indexing(project=held.project)
    return decision


def _parse(instance: HeldInstance) -> _Parsed:
    path = blobs.path(instance.blob)
    index = read_index(path)
    return _Parsed(index, stored_frames(path, index))


@transaction.atomic
def reject_held(*, held: HeldSeries, by: User, reason: str) -> Decision:
    """The pixels name a person, or are not wanted: the images go, their bytes with the next sweep.

    Raises:
        NoSuchHeld: 404, somebody decided meanwhile.
    """
    held, instances = _locked(held)
    decision = _decide(held, by, "held.rejected", instances, reason=reason)
    request_sweep()
    return decision


def _locked(held: HeldSeries) -> tuple[HeldSeries, list[HeldInstance]]:
    rows = HeldSeries.objects.select_for_update(of=("self",)).select_related("project")
    found = rows.filter(pk=held.pk).first()
    if found is None:
        raise NoSuchHeld
    return found, list(found.instances.all())


def _decide(
    held: HeldSeries, by: User, act: str, instances: list[HeldInstance], **detail: str
) -> Decision:
    audit.record(
        act=act,
        actor=by,
        project_id=held.project_id,
        obj=held,
        series_instance_uid=held.series_instance_uid,
        instances=len(instances),
        looked_at=HeldLook.objects.filter(instance__in=instances, person=by).count(),
        **detail,
    )
    held.delete()
    return Decision(len(instances))
