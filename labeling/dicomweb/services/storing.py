"""STOW-RS: each part stored or refused, with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labeling.accounts.models import User
from labeling.core.errors import NoSpace, Unavailable
from labeling.dicomweb.errors import NoProjectToStoreIn
from labeling.ingest import services as ingest
from labeling.ingest.errors import HeldForReview, Refusal
from labeling.projects.models import Project
from labeling.projects.permissions import Act, project_for

CONFLICT = 0x0111  # PS3.7 C: duplicate SOP instance
PROCESSING = 0x0110
NOT_UNDERSTOOD = 0xC000
OUT_OF_RESOURCES = 0xA700
OTHER_STUDY = 0xA900
SYNTAX = 0xC122
COERCED = 0xB000  # PS3.4 B.2.3: coercion of data elements
_REASONS = {
    "instance_conflict": CONFLICT,
    "other_study": OTHER_STUDY,
    "patient_differs": OTHER_STUDY,
    "series_elsewhere": OTHER_STUDY,
    "no_pixels": OTHER_STUDY,
    "unsupported_syntax": SYNTAX,
    "too_slow": PROCESSING,
    "out_of_memory": PROCESSING,
    "crashed": PROCESSING,
}


@dataclass(frozen=True)
class PartResult:
    """What became of one part; `reason` is 0 when it was taken, `warning` when it is served."""

    sop_class_uid: str = ""
    sop_instance_uid: str = ""
    study_instance_uid: str = ""
    series_instance_uid: str = ""
    reason: int = 0
    warning: int = 0
    message: str = ""


def destination(*, user: User, slug: str | None) -> Project:
    """The project to store in: the named one, else the person's only one or the inbox.

    Raises:
        NotHere: 404. ActRefused: 403. NoProjectToStoreIn: 400.
    """
    if slug:
        return project_for(user, slug, Act.UPLOAD)
    project = ingest.default_project(user=user)
    if project is None:
        raise NoProjectToStoreIn
    return project


def store_parts(
    *, project: Project, user: User, paths: Iterable[Path], study_instance_uid: str = ""
) -> list[PartResult]:
    """Store every file, then have what arrived indexed.

    When the disk or the store gives out on the way, the files from there on are refused.

    Args:
        project: where they go.
        user: who sent them.
        paths: files that may still be arriving; what this raises is raised, and nothing is stored.
        study_instance_uid: the study that all must be of, if any.

    Raises:
        NoSpace: 507. Unavailable: 503. Only when the first file meets it.
    """
    results: list[PartResult] = []
    number = 0
    with ingest.Intake(project=project, user=user, study_instance_uid=study_instance_uid) as intake:
        for number, path in enumerate(paths, start=1):
            intake.add(path=path, declared_name=f"part {number}")
        upload = ingest.open_upload(project=project, user=user, source="stow")
        try:
            results.extend(_result(outcome) for outcome in intake.store(upload=upload))
        except (NoSpace, Unavailable) as lack:
            if not results:
                raise  # nothing was taken: one answer for all of it
            rest = PartResult(reason=OUT_OF_RESOURCES, message=lack.message)
            results += [rest] * (number - len(results))
    ingest.finish_upload(upload=upload)
    return results


def _result(outcome: ingest.StoredInstance | Refusal) -> PartResult:
    match outcome:
        case HeldForReview():
            return _held(outcome)
        case Refusal():
            return _refused(outcome)
        case ingest.StoredInstance(instance=instance):
            series = instance.series
            return PartResult(
                instance.sop_class_uid,
                instance.sop_instance_uid,
                series.study.study_instance_uid,
                series.series_instance_uid,
            )


def _held(held: HeldForReview) -> PartResult:
    """Taken, under the UID that it has now, but not to be seen before a person decided."""
    return PartResult(
        sop_class_uid=held.sop_class_uid,
        sop_instance_uid=held.sop_instance_uid,
        warning=COERCED,
        message=held.message,
    )


def _refused(refusal: Refusal) -> PartResult:
    return PartResult(
        sop_class_uid=refusal.sop_class_uid,
        sop_instance_uid=refusal.sop_instance_uid,
        reason=_REASONS.get(refusal.code, NOT_UNDERSTOOD),
        message=refusal.message,
    )
