"""Stored files of a study, a series or one instance."""

from dataclasses import dataclass

from labeling.dicomweb.selectors.scope import Scope, instances_of


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
    rows = instances_of(scope, study, series, instance).values_list(*_COLUMNS)
    return [StoredFile(*row) for row in rows]
