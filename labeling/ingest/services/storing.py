"""Taking one file in."""

from pathlib import Path

from django.db import transaction
from django.db.models import F

from labeling.accounts.models import User
from labeling.core import audit
from labeling.imaging.pixels import InstanceIndex
from labeling.imaging.problems import DicomProblem
from labeling.ingest.archives import base_name
from labeling.ingest.errors import FileRefused, InstanceConflict, Refusal
from labeling.ingest.files import keep
from labeling.ingest.frames import stored_frames
from labeling.ingest.limits import KEPT_PROBLEMS
from labeling.ingest.models import Upload
from labeling.ingest.sandboxes import borrowed
from labeling.ingest.services.records import StoredInstance, record_instance
from labeling.projects.models import Project


def store_instance(
    *,
    project: Project,
    user: User | None,
    path: Path,
    upload: Upload | None = None,
    declared_name: str = "",
    study_instance_uid: str = "",
) -> StoredInstance:
    """Store one DICOM file of unknown origin, or say why not. Call outside of a transaction.

    The file is parsed in a child process. Its bytes are on disk before its rows are committed.

    Args:
        project: where it goes.
        user: who sent it; None for the command line.
        path: the file, left where it is.
        upload: counts the outcome and keeps the reason of a refusal.
        declared_name: what the sender calls the file, shown with a refusal.
        study_instance_uid: the study it must be of, if any.

    Raises:
        FileRefused: 422 with a code: not_dicom, truncated, no_pixels, ...
        InstanceConflict: 409, same UID with other bytes; noted in the audit trail.
        PatientDiffers, SeriesElsewhere: 409.
    """
    index = None
    try:
        index = read_index(path)
        _check(index, study_instance_uid)
        stored = record_instance(
            project=project, index=index, kept=keep(path), frames=stored_frames(path, index)
        )
    except Refusal as refusal:
        if index is not None:
            refusal.sop_class_uid = index.sop_class_uid
            refusal.sop_instance_uid = index.sop_instance_uid
        if isinstance(refusal, InstanceConflict):
            _note_conflict(project, user, refusal)
        if upload is not None:
            note_refusal(upload=upload, name=declared_name, refusal=refusal)
        raise
    if upload is not None:
        column = "known" if stored.known else "stored"
        Upload.objects.filter(pk=upload.pk).update(**{column: F(column) + 1})
    return stored


def read_index(path: Path) -> InstanceIndex:
    """What the sandboxed parser says of a file.

    Raises:
        FileRefused: with the parser's code.
    """
    try:
        with borrowed() as sandbox:
            return sandbox.index(path)
    except DicomProblem as problem:
        raise FileRefused(problem.code, problem.message) from problem


def _check(index: InstanceIndex, study_instance_uid: str) -> None:
    if study_instance_uid and index.study_instance_uid != study_instance_uid:
        raise FileRefused(
            "other_study",
            f"expected an instance of study {study_instance_uid}, "
            f"got one of {index.study_instance_uid}",
        )


def _note_conflict(project: Project, user: User | None, conflict: InstanceConflict) -> None:
    audit.record(
        act="instance.conflict",
        actor=user,
        project_id=project.pk,
        sop_instance_uid=conflict.sop_instance_uid,
        expected=conflict.expected,
        got=conflict.got,
    )


def note_refusal(*, upload: Upload, name: str, refusal: Refusal) -> None:
    """Count a refused file and keep its reason (the first hundred)."""
    problem = {"file": base_name(name), "code": refusal.code, "message": refusal.message}
    with transaction.atomic():
        row = Upload.objects.select_for_update().get(pk=upload.pk)
        row.refused += 1
        if len(row.problems) < KEPT_PROBLEMS:
            row.problems.append(problem)
        row.save(update_fields=["refused", "problems"])
