"""Why the model proposed this: a map, for those who may see the proposal, by a method that was checked."""

import zlib
from dataclasses import dataclass
from typing import Any

from labeling.accounts.models import User
from labeling.annotate.selectors import draft_of, may_see_proposal
from labeling.assist.client import ask
from labeling.assist.errors import (
    ExplanationFailed,
    ExplanationUnchecked,
    NothingToExplain,
    QuestionRefused,
)
from labeling.assist.question import Box
from labeling.cohorts.models import Case
from labeling.prelabel.errors import ProposalWithheld
from labeling.projects.models import Task
from labeling.projects.selectors import findings_of, label_values, require_task
from labeling.rounds.models import ModelVersion

GRAD_CAM, OCCLUSION = "grad_cam", "occlusion"
ALL_METHODS = (GRAD_CAM, OCCLUSION)
WORDS = {GRAD_CAM: "Grad-CAM", OCCLUSION: "occlusion"}
METHODS = {Task.CLASSIFICATION: (GRAD_CAM, OCCLUSION), Task.SEGMENTATION: (GRAD_CAM,)}
ANSWER_SECONDS = 60.0
MOST_VOXELS = 1 << 29
_GZIP = 31


@dataclass(frozen=True)
class Checked:
    """The sanity check of a method for a model version, as the machine worker recorded it.

    Attributes:
        images: how many it was made on.
        likeness: mean rank correlation of maps with those by random weights.
        limit: what it may not exceed.
    """

    images: int
    likeness: float
    limit: float


@dataclass(frozen=True)
class Explanation:
    """A map.

    Attributes:
        heat: gzip of uint8 (z, y, x) of `box`, 255 where the target was raised most.
        box: the part of the volume that the model was shown.
        method: how it was made.
        model: number of the version whose proposal is explained.
        checked: how the method did for that version.
        seconds: what the helper took.
        remembered: whether it was at hand from before.
    """

    heat: bytes
    box: Box
    method: str
    model: int
    checked: Checked
    seconds: float
    remembered: bool


@dataclass(frozen=True)
class UnderWay:
    """A map that takes longer: to be asked for again. `progress` is the share that is done."""

    progress: float


def explain_proposal(
    *, case: Case, user: User, target: str | int, method: str
) -> Explanation | UnderWay:
    """Ask the model helper why the draft that this person works from says so.

    Args:
        case: one that the person sees.
        user: who asks; for whom a proposal is withheld, its explanation is too.
        target: key of a finding, or value of a label.
        method: a name of METHODS.

    Raises:
        ProposalWithheld: 403. NothingToExplain, ExplanationUnchecked, ExplanationFailed, WrongTask: 409.
        QuestionRefused: 422. HelperBusy, Replaced: 429. NoHelper, HelperLate, HelperFailed: 503.
    """
    if not may_see_proposal(user, case):
        raise ProposalWithheld
    _check_target(case, target, method)
    draft = draft_of(case, user)
    if draft is None or draft.model_version is None:
        raise NothingToExplain
    checked = passed_check(draft.model_version, method)
    said, heat = ask(
        {"explain": draft.pk, "asker": user.pk, "target": target, "method": method},
        b"",
        seconds=ANSWER_SECONDS,
        limit=MOST_VOXELS,
    )
    if "progress" in said:
        return UnderWay(said["progress"])
    return Explanation(
        heat=_gzip(heat),
        box=_box(said["box"]),
        method=method,
        model=said["model"],
        checked=checked,
        seconds=said["seconds"],
        remembered=said["remembered"],
    )


def passed_check(version: ModelVersion, method: str) -> Checked:
    """What the check of a method found for a version.

    Raises:
        ExplanationUnchecked, ExplanationFailed: 409.
    """
    report: dict[str, Any] | None = (version.metrics.get("explain") or {}).get(method)
    if not report:
        raise ExplanationUnchecked
    if not report["passed"]:
        raise ExplanationFailed(
            f"Maps by {WORDS[method]} hardly change when the weights of v{version.number} are made random "
            f"(rank correlation {report['likeness']:.2f}, at most {report['limit']:.2f} is let through): "
            "they do not show what it learned, so they are not shown.",
            expected=report["limit"],
            got=report["likeness"],
        )
    return Checked(report["images"], report["likeness"], report["limit"])


def _check_target(case: Case, target: str | int, method: str) -> None:
    project = case.project
    if isinstance(target, str):
        require_task(project, Task.CLASSIFICATION)
        known = target in {finding.key for finding in findings_of(project)}
    else:
        require_task(project, Task.SEGMENTATION)
        known = target in label_values(project)
    if not known:
        raise QuestionRefused("The project has no such finding or label.", got=target)
    offered = METHODS[Task(project.task)]
    if method not in offered:
        raise QuestionRefused(
            f"Expected a method of {', '.join(offered)}.", expected=list(offered), got=method
        )


def _box(corners: list[list[int]]) -> Box:
    (z, y, x), (end_z, end_y, end_x) = corners
    return Box((z, y, x), (end_z, end_y, end_x))


def _gzip(raw: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, _GZIP)
    return packer.compress(raw) + packer.flush()
