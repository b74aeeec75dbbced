"""Answers about findings: saved by themselves, compared with the proposal, handed in."""

from typing import Any

from django.db import transaction

from labeling.annotate.errors import NothingToCompare, Unanswered
from labeling.annotate.models import Annotation, Origin, Revision
from labeling.annotate.selectors.answers import WITHHELD, proposal_state
from labeling.annotate.services.locking import Edit, lock_for
from labeling.annotate.services.revisions import check_hash, record_answers
from labeling.assign.errors import NotOpen
from labeling.assign.services import submit_assignment
from labeling.cohorts.models import Case
from labeling.core import audit
from labeling.imaging.findings import Answers, FindingsProblem, answers_sha256, read_answers
from labeling.prelabel.errors import FindingsRefused
from labeling.prelabel.selectors import questions_of
from labeling.projects.models import Task
from labeling.projects.selectors import require_task

WHOLE = ["version", "answers", "active_seconds", "saved_at"]


def answers_for(case: Case, value: Any) -> Answers:
    """Answers from the wire, fit for this case.

    Raises:
        WrongTask: 409. FindingsRefused: 422.
    """
    require_task(case.project, Task.CLASSIFICATION)
    try:
        return read_answers(value, questions_of(case))
    except FindingsProblem as problem:
        raise FindingsRefused.of(problem) from problem


@transaction.atomic
def save_answers(*, annotation: Annotation, edit: Edit, answers: Any) -> Annotation:
    """Store all answers so far and raise the version.

    Args:
        annotation: any copy; the row is locked and read again.
        edit: the version that they build on, the lease, the active time so far.
        answers: see `labeling.imaging.findings`; a finding left out is unanswered.

    Raises:
        WrongTask, NotOpen, LeaseLost: 409. StaleAnnotation: 412. FindingsRefused: 422.
    """
    checked = answers_for(annotation.case, answers)
    locked = lock_for(annotation, edit)
    locked.version += 1
    locked.answers = checked
    locked.save(update_fields=WHOLE)
    return locked


@transaction.atomic
def show_proposal(*, annotation: Annotation, edit: Edit) -> Annotation:
    """Keep the reader's own answers as they are now, for good, and let the proposal be seen.

    Raises:
        NotOpen, LeaseLost, NothingToCompare: 409. StaleAnnotation: 412. Unanswered: 422.
    """
    locked = lock_for(annotation, edit)
    if proposal_state(locked) != WITHHELD:
        raise NothingToCompare
    first: Answers = locked.answers or {}
    check_complete(locked.case, first)
    locked.version += 1
    locked.first_answers = first
    locked.first_seconds = locked.active_seconds
    locked.save(update_fields=[*WHOLE, "first_answers", "first_seconds"])
    audit.record(
        act="proposal.shown",
        actor=locked.author,
        project_id=locked.case.project_id,
        obj=locked,
        case=locked.case_id,
        answers_sha256=answers_sha256(first),
    )
    return locked


@transaction.atomic
def submit_answers(*, annotation: Annotation, edit: Edit, answers: Any, sha256: str) -> Revision:
    """Make the answers a revision. The working copy goes on from them if the case comes back.

    Args:
        annotation: any copy; the row is locked and read again.
        edit: the version that they build on, the lease, the active time in all.
        answers: every finding answered.
        sha256: hex, of their canonical JSON, as the sender counted it.

    Raises:
        WrongTask, NotOpen, LeaseLost: 409. StaleAnnotation: 412.
        FindingsRefused, Unanswered, MaskHashMismatch: 422.
    """
    checked = answers_for(annotation.case, answers)
    check_hash(answers_sha256(checked), sha256)
    check_complete(annotation.case, checked)
    Case.objects.select_for_update(of=("self",)).get(pk=annotation.case_id)
    locked = lock_for(annotation, edit)
    if locked.assignment is None:
        raise NotOpen
    locked.version += 1
    locked.answers = checked
    locked.save(update_fields=WHOLE)
    revision = record_answers(
        annotation=locked,
        author=locked.author,
        answers=checked,
        origin=Origin.READER,
        active_seconds=locked.active_seconds,
    )
    submit_assignment(assignment=locked.assignment, user=locked.author)
    return revision


def check_complete(case: Case, answers: Answers) -> None:
    """Raises Unanswered: 422, names the findings without an answer."""
    missing = questions_of(case).unanswered(answers)
    if missing:
        raise Unanswered(f"Without an answer: {', '.join(missing)}.", got=missing)
