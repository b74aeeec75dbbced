"""Reads of answers about findings, and who may see what the model proposes for them."""

from collections.abc import Collection
from typing import TypedDict

from labeling.accounts.models import User
from labeling.annotate.models import Annotation
from labeling.assign.models import Assignment
from labeling.assign.services.progress import WORKABLE
from labeling.cohorts.models import Case, CaseState
from labeling.imaging.findings import Answers, Proposal
from labeling.prelabel.models import Draft
from labeling.projects.models import Finding, Project, ShowProposal, Task
from labeling.projects.permissions import Act, can
from labeling.projects.selectors import findings_of

NONE, WITHHELD, SHOWN = "none", "withheld", "shown"


class FindingsWork(TypedDict):
    """What the editor of findings opens with.

    Attributes:
        asked: in the project's order.
        answers: of the working copy.
        first_answers: given before the proposal was shown; None while it was not.
        proposal_state: none (there is none for this reader), withheld until the own answers are in,
            or shown.
        proposal: None unless shown.
        model: number of the model version whose proposal is shown; None for an imported one.
    """

    asked: list[Finding]
    answers: Answers
    first_answers: Answers | None
    proposal_state: str
    proposal: Proposal | None
    model: int | None


def findings_work(annotation: Annotation) -> FindingsWork | None:
    """The reader's side of a classification case; None where masks are drawn."""
    project = annotation.case.project
    if project.task != Task.CLASSIFICATION:
        return None
    draft = annotation.draft
    state = proposal_state(annotation)
    shown = draft if state == SHOWN else None
    return FindingsWork(
        asked=list(findings_of(project)),
        answers=annotation.answers or {},
        first_answers=annotation.first_answers,
        proposal_state=state,
        proposal=shown.findings if shown else None,
        model=shown.model_version.number if shown and shown.model_version else None,
    )


def proposal_state(annotation: Annotation) -> str:
    """Whether the author of this working copy sees the proposal: none, withheld or shown."""
    policy = annotation.case.project.show_proposal
    if annotation.draft is None or policy == ShowProposal.NEVER:
        return NONE
    if policy == ShowProposal.AFTER and annotation.first_answers is None:
        return WITHHELD
    return SHOWN


def may_see_proposal(user: User, case: Case) -> bool:
    """Whether the case is among `proposals_seen`."""
    return bool(proposals_seen(user, case.project, [case]))


def proposals_seen(user: User, project: Project, cases: Collection[Case]) -> set[int]:
    """Of a project's cases those of which the model's word would not spoil this person's own answers.

    Where the project does not show it from the start, readers see it when their own answers are in
    (and the project shows it then), those who review, train or export while they do not read the
    case themselves, and everybody once it is approved.
    """
    keys = {case.pk for case in cases}
    if project.task == Task.SEGMENTATION or project.show_proposal == ShowProposal.BEFORE:
        return keys
    seen = {case.pk for case in cases if case.state == CaseState.APPROVED}
    if project.show_proposal == ShowProposal.AFTER:
        answered = Annotation.objects.filter(
            case__in=keys, author=user, first_answers__isnull=False
        )
        seen |= set(answered.values_list("case", flat=True))
    if any(can(user, project, act) for act in (Act.REVIEW, Act.TRAIN, Act.EXPORT)):
        in_hand = Assignment.objects.filter(case__in=keys, assignee=user, state__in=WORKABLE)
        seen |= keys - set(in_hand.values_list("case", flat=True))
    return seen


def visible_proposal(user: User, case: Case, draft: Draft | None) -> Proposal | None:
    """The proposed findings of a draft of this case, if this person may see them."""
    if draft is None or draft.findings is None or not may_see_proposal(user, case):
        return None
    proposal: Proposal = draft.findings
    return proposal
