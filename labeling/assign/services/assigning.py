"""Giving cases to readers."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from django.db import transaction

from labeling.accounts.models import User
from labeling.assign.errors import (
    NeedsTwoReaders,
    NotAReader,
    NothingToAssign,
    SharesTooLarge,
    UnknownCases,
)
from labeling.assign.models import Assignment
from labeling.assign.policies import Deal, deal, deal_second_reads
from labeling.cohorts.lifecycle import POOL
from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.services import move_case
from labeling.core import audit
from labeling.projects.models import Project
from labeling.projects.permissions import Act, can


@dataclass(frozen=True)
class Assigned:
    """What came of it; `left_out` are cases that could not be assigned or had no reader."""

    created: list[Assignment]
    left_out: int


@transaction.atomic
def assign_cases(
    *,
    project: Project,
    cases: Sequence[int],
    readers: Sequence[tuple[User, int]],
    due: date | None,
    double_read_rate: float,
    actor: User | None,
    seed: int | None = None,
) -> Assigned:
    """Deal cases to readers by share; a part of them to a blind second reader too.

    Cases that are not in the pool (assigned, approved, excluded ...) are left out.

    Args:
        project: all cases lie in it.
        cases: ids, the most wanted first: that order becomes the readers' order.
        readers: each with a number of cases.
        due: for all of them.
        double_read_rate: in [0, 1].
        actor: who may manage; None is the machine.
        seed: of the choice of second reads; drawn when left out, kept in the audit event.

    Raises:
        UnknownCases, NotAReader, NothingToAssign, SharesTooLarge, NeedsTwoReaders: 422.
    """
    free, left_out = _lock_free(project, cases)
    _check_readers(project, readers, len(free), double_read_rate)
    seed = secrets.randbits(32) if seed is None else seed
    first = deal([case.pk for case in free], [(user.pk, count) for user, count in readers])
    people = [user.pk for user, _ in readers]
    second = deal_second_reads(first, people, double_read_rate, Random(seed))  # noqa: S311 (no secret)
    created = _create([*first, *second], [case.pk for case in free], due, actor)
    by_id = {case.pk: case for case in free}
    for one in first:
        move_case(case=by_id[one.case], to=CaseState.ASSIGNED, actor=actor)
    audit.record(
        act="cases.assigned",
        actor=actor,
        project_id=project.pk,
        obj=project,
        cases=len(first),
        twice=len(second),
        seed=seed,
    )
    return Assigned(created, left_out + len(free) - len(first))


def _lock_free(project: Project, cases: Sequence[int]) -> tuple[list[Case], int]:
    """The assignable ones of these cases, locked, in the order asked for."""
    asked = list(dict.fromkeys(cases))
    locked = project.cases.select_for_update(of=("self",)).select_related("project")
    found = {case.pk: case for case in locked.filter(pk__in=asked).order_by("pk")}
    unknown = [pk for pk in asked if pk not in found]
    if unknown:
        raise UnknownCases(
            f"Expected ids of cases of this project; {len(unknown)} are not.", got=unknown[:20]
        )
    free = [found[pk] for pk in asked if found[pk].state in POOL]
    if not free:
        states = sorted({case.state for case in found.values()})
        raise NothingToAssign(
            f"Expected cases that are {', '.join(POOL)}; these are {', '.join(states)}.",
            expected=[state.value for state in POOL],
            got=states,
        )
    return free, len(asked) - len(free)


def _check_readers(
    project: Project, readers: Sequence[tuple[User, int]], free: int, rate: float
) -> None:
    for user, _ in readers:
        if not user.is_active or not can(user, project, Act.ANNOTATE):
            raise NotAReader(f"Person {user.pk} may not annotate in this project.", got=user.pk)
    asked = sum(count for _, count in readers)
    if asked > free:
        raise SharesTooLarge(
            f"The shares add up to {asked}; {free} cases can be assigned.", expected=free, got=asked
        )
    if asked == 0:
        raise NothingToAssign("Expected at least one case for at least one reader.")
    if rate > 0 and len({user.pk for user, _ in readers}) < 2:
        raise NeedsTwoReaders


def _create(
    deals: Sequence[Deal], order: Sequence[int], due: date | None, actor: User | None
) -> list[Assignment]:
    place = {pk: index for index, pk in enumerate(order)}
    return Assignment.objects.bulk_create(
        Assignment(
            case_id=one.case,
            assignee_id=one.reader,
            read=one.read,
            priority=place[one.case],
            due=due,
            assigned_by=actor,
        )
        for one in deals
    )
