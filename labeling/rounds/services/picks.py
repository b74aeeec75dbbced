"""A round: one batch of picked cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from labeling.accounts.models import User
from labeling.cohorts.lifecycle import POOL
from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.services import move_case
from labeling.core import audit
from labeling.projects.models import Project
from labeling.rounds.errors import EmptyPool, RoundTaken
from labeling.rounds.models import ModelVersion, Pick, Round
from labeling.rounds.selectors import champion, last_round_number, pick_candidates
from labeling.rounds.services.queue import ask_for_refresh


@dataclass(frozen=True)
class NewPick:
    """A chosen case, in the order of choice, and the rule that took it."""

    case_id: int
    arm: str
    score: float | None = None
    components: Mapping[str, float] = field(default_factory=dict)
    rule: str = ""
    value: float | None = None


@dataclass(frozen=True)
class HowPicked:
    """What the picks of a round came from.

    Attributes:
        strategy: that chose them in the end.
        parameters, constraints: as they were used.
        bounds: what kept the batch from being what was asked.
        seed: of all draws.
        pool_size: cases that could have been picked.
    """

    strategy: str
    seed: int
    pool_size: int
    parameters: Mapping[str, Any] = field(default_factory=dict)
    constraints: Mapping[str, Any] = field(default_factory=dict)
    bounds: Sequence[Mapping[str, Any]] = ()


@transaction.atomic
def open_round(
    *,
    project: Project,
    version: ModelVersion | None,
    how: HowPicked,
    picks: Sequence[NewPick],
    after_round: int,
) -> Round | None:
    """Close the round before, give back its picks that nobody was assigned, record the new ones.

    A case that was assigned, approved or taken out since it was chosen is left out. None when
    nothing is left to record: then the round before stays as it is.

    Raises:
        RoundTaken: 409, a round after number `after_round` exists: these picks are not news.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    last = last_round_number(project)
    if last != after_round:
        raise RoundTaken(expected=f"round {after_round} to be the last", got=f"round {last}")
    cases = _still_free(picks)
    chosen = [pick for pick in picks if pick.case_id in cases]
    if not chosen:
        return None
    _close_before(project, now_picked=set(cases))
    opened = Round.objects.create(
        project=project,
        number=last + 1,
        model_version=version,
        strategy=how.strategy,
        strategy_parameters=dict(how.parameters),
        constraints=dict(how.constraints),
        bounds=[dict(bound) for bound in how.bounds],
        random_share=project.random_share,
        seed=how.seed,
        pool_size=how.pool_size,
    )
    for rank, pick in enumerate(chosen, start=1):
        _record(opened, rank, pick, cases[pick.case_id])
    audit.record(
        act="round.opened", actor=None, project_id=project.pk, obj=opened, picks=len(chosen)
    )
    return opened


@transaction.atomic
def request_picks(*, project: Project, user: User) -> None:
    """Ask for a new batch now: by the champion, or by chance before there is one.

    Raises:
        EmptyPool: 409.
    """
    if not pick_candidates(project, champion(project)):
        raise EmptyPool
    ask_for_refresh(project)
    audit.record(act="round.requested", actor=user, project_id=project.pk, obj=project)


def _still_free(picks: Sequence[NewPick]) -> dict[int, Case]:
    locked = Case.objects.select_for_update(of=("self",)).filter(
        pk__in=[pick.case_id for pick in picks], state__in=POOL
    )
    return {case.pk: case for case in locked.order_by("pk")}


def _close_before(project: Project, *, now_picked: set[int]) -> None:
    for before in project.rounds.filter(closed_at__isnull=True).order_by("number"):
        idle = Case.objects.filter(picks__round=before, state=CaseState.PICKED)
        back = CaseState.DRAFTED if before.model_version_id else CaseState.READY
        for case in idle.exclude(pk__in=now_picked):
            move_case(case=case, to=back, actor=None, reason=f"round {before.number} closed")
        before.closed_at = timezone.now()
        before.save(update_fields=["closed_at"])


def _record(opened: Round, rank: int, pick: NewPick, case: Case) -> None:
    Pick.objects.create(
        round=opened,
        case=case,
        arm=pick.arm,
        rank=rank,
        rule=pick.rule,
        value=pick.value,
        score=pick.score,
        components=dict(pick.components),
    )
    if case.state != CaseState.PICKED:
        move_case(
            case=case, to=CaseState.PICKED, actor=None, reason=f"picked in round {opened.number}"
        )
