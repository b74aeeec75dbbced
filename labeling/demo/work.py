"""Work for a reader of the demonstration, so that there is a case to open at once."""

from labeling.accounts.models import User
from labeling.assign.models import Assignment
from labeling.assign.services import assign_cases
from labeling.cohorts.models import CaseState
from labeling.projects.models import Project
from labeling.rounds.models import Pick

FIRST_CASES = 2


def give_first_cases(*, project: Project, lead: User, reader: User) -> int:
    """Assign the first picks to the reader, and say how many; the lead assigns the others.

    0 where anybody has or had work in the project, or nothing was picked.
    """
    if Assignment.objects.filter(case__project=project).exists():
        return 0
    free = Pick.objects.filter(
        round__project=project, round__closed_at=None, case__state=CaseState.PICKED
    )
    cases = list(free.order_by("rank").values_list("case_id", flat=True)[:FIRST_CASES])
    if not cases:
        return 0
    assigned = assign_cases(
        project=project,
        cases=cases,
        readers=[(reader, len(cases))],
        due=None,
        double_read_rate=0,
        actor=lead,
    )
    return len(assigned.created)
