"""The life cycle of a case: one table of the moves there are and of who may make them.

    new -> ready -> drafted -> picked -> assigned -> in_progress -> submitted -> approved
                                                        ^              |
                                                        +- returned <--+
    submitted -> in_progress, when the reader takes it back before a review
    any -> excluded, with a reason; approved and excluded cases can be reopened

Moves back to `ready`, `drafted` or `picked` happen when the last reader of a case lets it go, or
when it is reopened with nobody to return it to. An import goes straight from the pool to
`approved`. The machine is a job or a command: an act with no person behind it.
"""

from typing import Final, assert_never

from labeling.cohorts.models import CaseState
from labeling.projects.permissions import Act

MACHINE: Final = "machine"
By = frozenset[str]

_MACHINE = frozenset({MACHINE})
_PICKER = frozenset({MACHINE, Act.TRAIN, Act.MANAGE})
_LEAD = frozenset({Act.MANAGE})
_ASSIGNER = frozenset({MACHINE, Act.MANAGE})
_IMPORT = frozenset({MACHINE, Act.MANAGE})
_READER = frozenset({Act.ANNOTATE, Act.MANAGE})
_LET_GO = _READER | {MACHINE}  # the machine: when a reader has left the project
_REVIEWER = frozenset({Act.REVIEW})
_EXCLUDE = frozenset({Act.MANAGE, MACHINE})

POOL: Final = (CaseState.READY, CaseState.DRAFTED, CaseState.PICKED)
"""Nobody has these in hand: they may be picked, assigned, or labelled by an import."""

_ONWARD: Final = {
    CaseState.RETURNED: CaseState.IN_PROGRESS,
    CaseState.IN_PROGRESS: CaseState.SUBMITTED,
}


def moves_from(state: CaseState) -> dict[CaseState, By]:
    """The states that a case in `state` may go to, each with the acts that allow it."""
    out = {} if state is CaseState.EXCLUDED else {CaseState.EXCLUDED: _EXCLUDE}
    return out | _ahead(state)


def _ahead(state: CaseState) -> dict[CaseState, By]:
    s = CaseState
    match state:
        case s.NEW:
            return {s.READY: _MACHINE}
        case s.READY:
            return {
                s.DRAFTED: _PICKER,
                s.PICKED: _PICKER,
                s.ASSIGNED: _ASSIGNER,
                s.APPROVED: _IMPORT,
            }
        case s.DRAFTED:
            return {s.PICKED: _PICKER, s.ASSIGNED: _ASSIGNER, s.APPROVED: _IMPORT}
        case s.PICKED:
            return {
                s.READY: _PICKER,
                s.DRAFTED: _PICKER,
                s.ASSIGNED: _ASSIGNER,
                s.APPROVED: _IMPORT,
            }
        case s.ASSIGNED:
            return {s.IN_PROGRESS: _READER, **dict.fromkeys(POOL, _LET_GO)}
        case s.RETURNED | s.IN_PROGRESS:
            return dict.fromkeys((_ONWARD[state], *POOL), _LET_GO)
        case s.SUBMITTED:
            return {s.APPROVED: _REVIEWER, s.RETURNED: _REVIEWER, s.IN_PROGRESS: _READER}
        case s.APPROVED:
            return {s.RETURNED: _LEAD, **dict.fromkeys(POOL, _LEAD)}
        case s.EXCLUDED:
            return dict.fromkeys(POOL, _LEAD)
        case _:
            assert_never(state)


def who_may(start: CaseState, to: CaseState) -> By:
    """The acts that allow this move, `MACHINE` for jobs and commands; empty: there is no such move."""
    return moves_from(start).get(to, frozenset())
