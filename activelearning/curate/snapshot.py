"""What a training is made of, on record before its first step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar

from activelearning.stages import StageReport
from labeling.cohorts.selectors import case_name, subgroups_of
from labeling.projects.channels import Channels
from labeling.review.selectors import approved_revisions
from labeling.rounds import services as rounds
from labeling.rounds.errors import NoApprovedMask
from labeling.rounds.selectors import training_run
from models.training.arrays import Split

SPLITS: tuple[Split, ...] = ("train", "validation")


class Used(TypedDict):
    """One revision of the training snapshot, as TrainingRun.revisions keeps it."""

    case: int
    name: str
    revision: int
    mask_sha256: str
    split: Split


class LeftOut(TypedDict):
    """An approved case that lacks a channel, as TrainingRun.left_out keeps it."""

    case: int
    name: str
    split: str
    code: str
    reason: str


@dataclass(frozen=True)
class Approved:
    """An approved case.

    Attributes:
        patient: opaque key, never a name.
        sha256: of what was approved, a mask or answers.
        groups: subgroups it belongs to, "attribute:value".
    """

    case_id: int
    name: str
    patient: str
    revision_id: int
    sha256: str
    groups: tuple[str, ...]


A = TypeVar("A", bound=Approved)
E = TypeVar("E")


def approved_of_split(training_run_id: int, split: str) -> Iterator[tuple[Approved, Any]]:
    """Each approved case of one split of the run's project with its revision, by number."""
    revisions = approved_revisions(training_run(training_run_id).project, splits=(split,))
    for revision in revisions.select_related("case__patient"):
        case = revision.case
        yield (
            Approved(
                case_id=case.pk,
                name=case_name(case),
                patient=str(case.patient_id),
                revision_id=revision.pk,
                sha256=revision.mask_sha256 or revision.answers_sha256,
                groups=subgroups_of(case),
            ),
            revision,
        )


def take_snapshot(
    report: StageReport,
    training_run_id: int,
    read: Callable[[Split], Iterator[A]],
    write: Callable[[A, Split], E],
    *,
    channels: Channels = (),
    left_out: Sequence[LeftOut] = (),
) -> list[E]:
    """Write every case of the splits that a training sees, and note their revisions with the run.

    Only train-split cases train; validation-split cases are measured during the training. Holdout
    cases have no place here.

    Args:
        report: told of each case.
        training_run_id: whose run.
        read: the cases of a split, one at a time.
        write: gives the case's line of the index.
        channels: what the model will be shown.
        left_out: filled by `read` with the cases that lack one of them.

    Raises:
        NoApprovedMask: 422, none of the training split, or none of them with all channels.
    """
    used: list[Used] = []
    entries: list[E] = []
    for split in SPLITS:
        for case in read(split):
            entries.append(write(case, split))
            used.append(_used(case, split))
            report.run.stop_if_asked()
            report.progress(0.5, f"{len(used)} cases")
    _require_training_cases(used, left_out)
    with report.run.commit_results(last=False):
        rounds.note_revisions(
            run_id=training_run_id,
            revisions=[{**one} for one in used],
            channels=channels,
            left_out=[{**one} for one in left_out],
        )
    return entries


def _used(case: Approved, split: Split) -> Used:
    return Used(
        case=case.case_id,
        name=case.name,
        revision=case.revision_id,
        mask_sha256=case.sha256,
        split=split,
    )


def _require_training_cases(used: Sequence[Used], without: Sequence[LeftOut]) -> None:
    """Raises: NoApprovedMask, 422; where each lacks a channel it says what the first one lacks."""
    if any(one["split"] == "train" for one in used):
        return
    lacking = [one for one in without if one["split"] == "train"]
    if lacking:
        raise NoApprovedMask(
            f"No approved case has all channels ({len(lacking)} lack one): {lacking[0]['reason']}",
            expected="at least 1 approved case of the train split with all channels",
            got=0,
        )
    raise NoApprovedMask(expected="at least 1 approved case of the train split", got=0)
