"""Single cases, and the columns of the list of cases."""

from django.db.models import FloatField, IntegerField, OuterRef, QuerySet, Subquery

from labeling.accounts.models import User
from labeling.cohorts.models import Case, CaseState
from labeling.projects.errors import NotHere
from labeling.projects.models import Project
from labeling.projects.permissions import Act, require, visible_projects


def case_name(case: Case) -> str:
    """What people call it, for example HIP-0031."""
    return f"{case.project.case_prefix}-{case.number:04d}"


def case_for(user: User, case_id: int, act: Act = Act.VIEW) -> Case:
    """A case of a project of this person, if the person may do the act there.

    Raises:
        NotHere: 404. ActRefused: 403.
    """
    cases = Case.objects.select_related("project", "patient__split", "series__study")
    case = cases.filter(pk=case_id, project__in=visible_projects(user)).first()
    if case is None:
        raise NotHere
    require(user, case.project, act)
    return case


def resting_state(case: Case) -> CaseState:
    """Where a case without readers rests: in an open round, with a draft, or just ready."""
    if case.picks.filter(round__closed_at=None).exists():
        return CaseState.PICKED
    if case.drafts.filter(state="current").exists():
        return CaseState.DRAFTED
    return CaseState.READY


def slices_of(case: Case) -> int | None:
    """How many slices its volume has."""
    geometry = case.series.geometry
    return int(geometry["shape"][0]) if geometry else None


def spacing_of(case: Case) -> list[float] | None:
    """Spacing in mm along (z, y, x)."""
    geometry = case.series.geometry
    return [float(value) for value in geometry["spacing"]] if geometry else None


def list_row_cases(project: Project) -> QuerySet[Case]:
    """Cases with what a row of the list shows: `score` by the live model, `round` of the last pick."""
    live = (
        Case.objects.filter(pk=OuterRef("pk"), scores__model_version__state="champion")
        .order_by()
        .values("scores__score")[:1]
    )
    last = (
        Case.objects.filter(pk=OuterRef("pk"), picks__isnull=False)
        .order_by("-picks__round__number")
        .values("picks__round__number")[:1]
    )
    return (
        Case.objects.filter(project=project)
        .select_related("project", "patient__split", "series__study")
        .annotate(
            score=Subquery(live, output_field=FloatField()),
            round=Subquery(last, output_field=IntegerField()),
        )
    )
