"""Taking one file in."""

from pathlib import Path

from django.db import transaction
from django.db.models import F

from labeling.accounts.models import User
from labeling.core import audit
from labeling.imaging.deid.profile import Profile
from labeling.imaging.deid.values import map_uid
from labeling.imaging.pixels import InstanceIndex
from labeling.imaging.problems import DicomProblem
from labeling.ingest.archives import base_name
from labeling.ingest.errors import FileRefused, HeldForReview, InstanceConflict, Refusal
from labeling.ingest.files import keep
from labeling.ingest.frames import stored_frames
from labeling.ingest.limits import KEPT_PROBLEMS
from labeling.ingest.models import Upload
from labeling.ingest.sandboxes import borrowed
from labeling.ingest.services.arrivals import Arrival, arriving, note_deidentified
from labeling.ingest.services.holding import hold_instance, released_before
from labeling.ingest.services.profiles import profile_of
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

    Where the project asks for it, the file is de-identified first: of the file as it came nothing
    is kept, not even its hash. The file is parsed in a child process. Its bytes are on disk before its rows are committed.

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
        HeldForReview: 202, de-identified and kept until a person has looked at it.
    """
    index = None
    profile = profile_of(project)
    try:
        with arriving(path, profile) as arrival:
            index = read_index(arrival.path)
            _check(index, study_instance_uid, profile)
            stored = _store(project, index, arrival, upload)
    except Refusal as refusal:
        if index is not None:
            refusal.sop_class_uid = index.sop_class_uid
            refusal.sop_instance_uid = index.sop_instance_uid
        if isinstance(refusal, InstanceConflict):
            _note_conflict(project, user, refusal)
        if upload is not None:
            note_refusal(upload=upload, name=declared_name, refusal=refusal)
        raise
    return stored


def _store(
    project: Project, index: InstanceIndex, arrival: Arrival, upload: Upload | None
) -> StoredInstance:
    """Raises: HeldForReview: a person has to look at its pixels first."""
    if upload is not None and arrival.counts:
        note_deidentified(upload=upload, counts=arrival.counts)
    kept = keep(arrival.path)
    if arrival.suspicions and not released_before(project=project, index=index, blob=kept.blob):
        hold_instance(project=project, index=index, kept=kept, reasons=arrival.suspicions)
        raise HeldForReview
    frames = stored_frames(arrival.path, index)
    with transaction.atomic():  # one commit, which is one wait for the disk
        stored = record_instance(project=project, index=index, kept=kept, frames=frames)
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


def _check(index: InstanceIndex, study_instance_uid: str, profile: Profile | None) -> None:
    """The study is named as it came; no message repeats a UID of an identified study."""
    if not study_instance_uid:
        return
    came = index.study_instance_uid
    if profile is None and came != study_instance_uid:
        raise FileRefused(
            "other_study", f"expected an instance of study {study_instance_uid}, got one of {came}"
        )
    if profile and came not in {study_instance_uid, map_uid(profile.key, study_instance_uid)}:
        raise FileRefused("other_study", "expected an instance of the study asked for, got another")


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
    """Count a refused file, keeping its reason (the first hundred), or a held one.

    Files are often called after the patient: where a project de-identifies, names are not kept.
    """
    deidentifies = profile_of(upload.project) is not None
    with transaction.atomic():
        row = Upload.objects.select_for_update().get(pk=upload.pk)
        if isinstance(refusal, HeldForReview):
            row.held += 1
        else:
            row.refused += 1
            number = row.stored + row.known + row.held + row.refused
            file = f"file {number}" if deidentifies else base_name(name)
            if len(row.problems) < KEPT_PROBLEMS:
                row.problems.append(
                    {"file": file, "code": refusal.code, "message": refusal.message}
                )
        row.save(update_fields=["refused", "held", "problems"])
