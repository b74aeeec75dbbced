"""Taking one file in."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import transaction

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
from labeling.ingest.models import Instance, Upload
from labeling.ingest.sandboxes import borrowed
from labeling.ingest.services.arrivals import arriving, note_deidentified
from labeling.ingest.services.batches import Arrived, Outcome, record_instances
from labeling.ingest.services.holding import hold_instance, released_before
from labeling.ingest.services.profiles import profile_of
from labeling.ingest.services.records import StoredInstance
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
    is kept, not even its hash. The file is parsed in a child process. Its bytes are on disk before
    its rows are committed.

    Args:
        project: where it goes.
        user: who sent it; None for the command line.
        path: the file; one of scratch is used up, any other is left where it is.
        upload: counts the outcome and keeps the reason of a refusal.
        declared_name: what the sender calls the file, shown with a refusal.
        study_instance_uid: the study it must be of, if any.

    Raises:
        FileRefused: 422 with a code: not_dicom, truncated, no_pixels, ...
        InstanceConflict: 409, same UID with other bytes; noted in the audit trail.
        PatientDiffers, SeriesElsewhere: 409.
        HeldForReview: 202, de-identified and kept until a person has looked at it.
    """
    arrived = arrive(
        project=project,
        path=path,
        profile=profile_of(project),
        study_instance_uid=study_instance_uid,
    )
    (outcome,) = settle(project=project, user=user, upload=upload, files=[(declared_name, arrived)])
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def arrive(
    *,
    project: Project,
    path: Path,
    profile: Profile | None,
    study_instance_uid: str = "",
    check: Callable[[InstanceIndex], None] | None = None,
) -> Arrived | Refusal:
    """De-identify and parse a file, and put its bytes on disk. It changes no row: any thread may.

    Frames are made native only for a file that will have a row: not for one that is here, nor for
    a suspect.

    Args:
        project: where it goes.
        path: the file; one of scratch is used up, any other is left where it is.
        profile: of the project.
        study_instance_uid: the study it must be of, if any.
        check: raises when it is not what was asked for; sees what would be stored.

    Returns:
        What its rows will say, or why there will be none.
    """
    index = None
    try:
        with arriving(path, profile) as arrival:
            index = read_index(arrival.path)
            _check_study(index, study_instance_uid, profile)
            if check is not None:
                check(index)
            needless = arrival.suspicions or (index.needs_native and _is_here(project, index))
            frames = None if needless else stored_frames(arrival.path, index)
            kept = keep(arrival.path)
            return Arrived(index, kept, frames, arrival.suspicions, arrival.counts)
    except Refusal as refusal:
        return refusal if index is None else refusal.of(index)


def settle(
    *,
    project: Project,
    user: User | None,
    upload: Upload | None,
    files: Sequence[tuple[str, Arrived | Refusal]],
) -> list[Outcome]:
    """Rows of what arrived: recorded, held or refused, and counted. In the order of `files`.

    Args:
        project: where they go.
        user: who sent them; None for the command line.
        upload: counts the outcomes and keeps the reasons of refusals.
        files: what the sender calls each, and what became of it so far.
    """
    looked_at = [_looked_at(project, arrived, upload) for _, arrived in files]
    sound = [item for item in looked_at if isinstance(item, Arrived)]
    recorded = iter(record_instances(project=project, arrived=sound, upload=upload))
    outcomes = [next(recorded) if isinstance(item, Arrived) else item for item in looked_at]
    for outcome in outcomes:
        if isinstance(outcome, InstanceConflict):
            _note_conflict(project, user, outcome)
    if upload is not None:
        refused = [
            (n, o) for (n, _), o in zip(files, outcomes, strict=True) if isinstance(o, Refusal)
        ]
        note_refusals(upload=upload, refused=refused)
    return outcomes


def _looked_at(
    project: Project, arrived: Arrived | Refusal, upload: Upload | None
) -> Arrived | Refusal:
    """HeldForReview where a person has to look at the pixels first."""
    if isinstance(arrived, Refusal):
        return arrived
    index, kept = arrived.index, arrived.kept
    if upload is not None and arrived.counts:
        note_deidentified(upload=upload, counts=arrived.counts)
    if not arrived.suspicions or released_before(project=project, index=index, blob=kept.blob):
        return arrived
    try:
        hold_instance(project=project, index=index, kept=kept, reasons=arrived.suspicions)
    except Refusal as refusal:
        return refusal.of(index)
    return HeldForReview().of(index)


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


def _is_here(project: Project, index: InstanceIndex) -> bool:
    """With whatever bytes: with others it is refused."""
    uid = index.sop_instance_uid
    return Instance.objects.filter(project=project, sop_instance_uid=uid).exists()


def _check_study(index: InstanceIndex, study_instance_uid: str, profile: Profile | None) -> None:
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


def note_refusals(*, upload: Upload, refused: Sequence[tuple[str, Refusal]]) -> None:
    """Count refused files by name, keeping their reasons (the first hundred), and held ones.

    Files are often called after the patient: where a project de-identifies, names are not kept.
    """
    if not refused:
        return
    deidentifies = profile_of(upload.project) is not None
    with transaction.atomic():
        row = Upload.objects.select_for_update().get(pk=upload.pk)
        for name, refusal in refused:
            _note_refusal(row, name, refusal, deidentifies=deidentifies)
        row.save(update_fields=["refused", "held", "problems"])


def _note_refusal(row: Upload, name: str, refusal: Refusal, *, deidentifies: bool) -> None:
    if isinstance(refusal, HeldForReview):
        row.held += 1
        return
    row.refused += 1
    if len(row.problems) < KEPT_PROBLEMS:
        number = row.stored + row.known + row.held + row.refused
        file = f"file {number}" if deidentifies else base_name(name)
        row.problems.append({"file": file, "code": refusal.code, "message": refusal.message})
