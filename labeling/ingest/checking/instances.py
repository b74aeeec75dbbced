"""Instances: the columns against the file, parsed anew in the sandbox."""

from typing import Any

from django.db import transaction
from django.db.models import F

from labeling.core import blobs
from labeling.imaging.pixels import InstanceIndex
from labeling.imaging.problems import DicomProblem
from labeling.imaging.syntaxes import frames_syntax
from labeling.ingest.checking.alike import alike
from labeling.ingest.checking.faults import Fault
from labeling.ingest.frames import StoredFrames, stored_frames
from labeling.ingest.models import Instance, Series
from labeling.ingest.rows import instance_values
from labeling.ingest.sandboxes import borrowed


def instance_faults(instance: Instance) -> list[Fault]:
    """What of the row does not follow from the file. A file that is missing is another check's fault."""
    try:
        path = blobs.path(instance.blob)
    except (blobs.BlobMissing, blobs.BlobDamaged):
        return []
    try:
        with borrowed() as sandbox:
            index = sandbox.index(path)
    except DicomProblem as problem:
        return [_fault("unreadable", instance, f"{problem.message} ({problem.code})")]
    faults = _uid_faults(instance, index)
    size = path.stat().st_size
    if instance.size != size:
        faults.append(
            _fault("size_differs", instance, f"expected {size}, the row has {instance.size}")
        )
    wrong = [
        name
        for name, value in _expected(instance, index).items()
        if not alike(value, getattr(instance, name))
    ]
    if wrong:
        faults.append(_fault("index_differs", instance, f"not as in the file: {', '.join(wrong)}"))
    return faults + _frame_faults(instance)


def repair_instance(instance: Instance) -> bool:
    """Write the columns anew from the file, native frames too; the series is indexed afterwards.

    False when the file is one of another instance. Call it for a file whose hash is right.

    Raises:
        DicomProblem: the file cannot be read.
    """
    path = blobs.path(instance.blob)
    with borrowed() as sandbox:
        index = sandbox.index(path)
    if _uid_faults(instance, index):
        return False
    values = instance_values(index, stored_frames(path, index), instance.project.slug)
    with transaction.atomic():
        Instance.objects.filter(pk=instance.pk).update(size=path.stat().st_size, **values)
        series = Series.objects.filter(pk=instance.series_id)
        series.update(received_version=F("received_version") + 1)
    return True


def _expected(instance: Instance, index: InstanceIndex) -> dict[str, Any]:
    """Native frames are not made again to compare: theirs is what the row says, if it can be true."""
    own = StoredFrames(index.frames, frames_syntax(index.transfer_syntax_uid))
    if index.needs_native:
        names = StoredFrames.__dataclass_fields__
        own = StoredFrames(**{name: getattr(instance, name) for name in names})
    return instance_values(index, own, instance.project.slug)


def _uid_faults(instance: Instance, index: InstanceIndex) -> list[Fault]:
    pairs = (
        ("SOPInstanceUID", index.sop_instance_uid, instance.sop_instance_uid),
        ("SeriesInstanceUID", index.series_instance_uid, instance.series.series_instance_uid),
        ("StudyInstanceUID", index.study_instance_uid, instance.series.study.study_instance_uid),
    )
    return [
        _fault("uid_differs", instance, f"{name}: the file has {inside}, the row {outside}")
        for name, inside, outside in pairs
        if inside != outside
    ]


def _frame_faults(instance: Instance) -> list[Fault]:
    """Places must lie in the bytes that they point at."""
    try:
        size = blobs.path(instance.frames_source).stat().st_size
    except (blobs.BlobMissing, blobs.BlobDamaged):
        return []
    outside = [
        number
        for number, place in enumerate(instance.frames, start=1)
        if any(o < 0 or o + n > size for o, n in zip(place[::2], place[1::2], strict=False))
    ]
    if not outside:
        return []
    return [
        _fault("frames_outside", instance, f"frame {outside[0]} lies outside of its {size} bytes")
    ]


def _fault(code: str, instance: Instance, message: str) -> Fault:
    return Fault(code, f"instance {instance.pk}", message)
