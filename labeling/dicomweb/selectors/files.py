"""Stored files of a study, a series or one instance."""

from dataclasses import dataclass

from django.db.models import F

from labeling.dicomweb.selectors.scope import Scope


@dataclass(frozen=True)
class StoredFile:
    """`problem` says why its frames cannot be decoded."""

    sop_instance_uid: str
    blob: str
    size: int
    transfer_syntax: str
    number_of_frames: int
    frames_blob: str
    problem_code: str
    problem: str


_COLUMNS = (
    "sop_instance_uid",
    "blob",
    "size",
    "transfer_syntax_uid",
    "number_of_frames",
    "frames_blob",
    "frames_problem_code",
    "frames_problem",
)


def files_of(
    scope: Scope, study: str, series: str | None, instance: str | None
) -> list[StoredFile]:
    """In a stable order: by series, in z order."""
    rows = scope.instances().filter(series__study__study_instance_uid=study)
    if series is not None:
        rows = rows.filter(series__series_instance_uid=series)
    if instance is not None:
        rows = rows.filter(sop_instance_uid=instance)
    ordered = rows.order_by("series_id", F("z").asc(nulls_last=True), "instance_number", "pk")
    values = ordered.values_list(*_COLUMNS)
    return [StoredFile(*row) for row in values]
