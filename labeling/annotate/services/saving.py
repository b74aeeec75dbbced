"""Autosave: the slices that changed since the last save."""

from uuid import UUID

from django.db import transaction

from labeling.annotate.errors import MaskRefused, UnknownSlice
from labeling.annotate.models import Annotation, SliceEdit
from labeling.annotate.selectors import Mask, shape_of
from labeling.annotate.services.locking import Edit, lock_for, lock_window
from labeling.assign.models import Leased
from labeling.assign.services import extend_lease
from labeling.imaging.masks import decode_slices, encode_mask
from labeling.imaging.problems import MaskProblem
from labeling.projects.models import Task
from labeling.projects.selectors import label_values, require_task

_HEADER_ALLOWANCE = 128  # bytes of JSON for one key: a UID of at most 64 characters and a frame


@transaction.atomic
def save_slices(*, annotation: Annotation, edit: Edit, patch: bytes) -> Annotation:
    """Store the changed slices and raise the version.

    Args:
        annotation: any copy; the row is locked and read again.
        edit: the version that the patch builds on, the lease, the active time so far.
        patch: gzip of header and planes, see `labeling.imaging.masks`.

    Raises:
        WrongTask, NotOpen, LeaseLost: 409. StaleAnnotation: 412.
        MaskRefused, UnknownSlice: 422.
    """
    require_task(annotation.case.project, Task.SEGMENTATION)
    planes = _planes(annotation, patch)
    locked = lock_for(annotation, edit)
    locked.version += 1
    locked.save(update_fields=["version", "active_seconds", "saved_at"])
    SliceEdit.objects.bulk_create(
        (
            SliceEdit(annotation=locked, z=z, plane=encode_mask(plane), version=locked.version)
            for z, plane in sorted(planes.items())
        ),
        update_conflicts=True,
        unique_fields=["annotation", "z"],
        update_fields=["plane", "version"],
    )
    return locked


@transaction.atomic
def heartbeat(*, annotation: Annotation, token: UUID | None) -> Leased:
    """Keep the lease.

    Raises:
        NotOpen, LeaseLost: 409.
    """
    return extend_lease(lock_window(annotation, token))


def _planes(annotation: Annotation, patch: bytes) -> dict[int, Mask]:
    """Checked planes by slice index."""
    case = annotation.case
    depth, rows, columns = shape_of(case)
    labels = label_values(case.project)
    limit = depth * rows * columns + _HEADER_ALLOWANCE * (depth + 1)
    try:
        planes = decode_slices(patch, rows, columns, labels, limit=limit)
    except MaskProblem as problem:
        wanted = sorted({0, *labels}) if problem.code == "unknown_label" else [rows, columns]
        raise MaskRefused.of(problem, expected=wanted) from problem
    place = {key: z for z, key in enumerate(case.series.slices)}
    unknown = [key[:72] for key in planes if key not in place]
    if unknown:
        raise UnknownSlice(
            f"Expected keys of this case's {depth} slices; not among them: "
            f"{', '.join(unknown[:3])}.",
            got=unknown[:20],
        )
    return {place[key]: plane for key, plane in planes.items()}
