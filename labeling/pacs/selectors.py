"""Reads of PACS, pulls and sends."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce, RowNumber

from labeling.accounts.models import User
from labeling.ingest.models import Instance
from labeling.pacs.errors import AdminOnly, NoSuchPacs, NoSuchPull, NoSuchSend
from labeling.pacs.models import (
    Outcome,
    Pacs,
    PacsLink,
    Pull,
    PulledInstance,
    PullSeries,
    PullSeriesState,
    Send,
)
from labeling.projects.models import Project
from labeling.projects.permissions import visible_projects

_REFUSED = PulledInstance.objects.filter(series=OuterRef("pk"), outcome=Outcome.REFUSED)
_IN_TROUBLE = ~Q(problem="") | Q(Exists(_REFUSED))


def registered(person: User) -> QuerySet[Pacs]:
    """Every PACS in use.

    Raises:
        AdminOnly: 403, a PACS is no matter of one project.
    """
    if not person.is_superuser:
        raise AdminOnly
    return Pacs.objects.filter(retired_at=None)


def registered_one(person: User, pacs_id: int) -> Pacs:
    """Raises: AdminOnly, 403. NoSuchPacs, 404."""
    pacs = registered(person).filter(pk=pacs_id).first()
    if pacs is None:
        raise NoSuchPacs
    return pacs


def links_of(project: Project) -> QuerySet[PacsLink]:
    return project.pacs_links.select_related("pacs")


def linked_pacs(project: Project, pacs_id: int) -> Pacs:
    """Raises: NoSuchPacs, 404, also when it is linked to other projects only."""
    link = links_of(project).filter(pacs_id=pacs_id).first()
    if link is None:
        raise NoSuchPacs
    return link.pacs


def pulls_of(project: Project) -> QuerySet[Pull]:
    return project.pulls.select_related("pacs", "cohort", "user")


def visible_pull(person: User, pull_id: int) -> Pull:
    """Raises: NoSuchPull, 404, also when it is in a project one does not see."""
    rows = Pull.objects.select_related("project", "pacs", "cohort", "user", "upload")
    pull = rows.filter(project__in=visible_projects(person), pk=pull_id).first()
    if pull is None:
        raise NoSuchPull
    return pull


def series_counted(pulls: Iterable[Pull]) -> QuerySet[PullSeries]:
    """The series of these pulls with `bytes` and a count for each `Outcome`."""
    counts = {
        outcome.value: Count("instances", filter=Q(instances__outcome=outcome))
        for outcome in Outcome
    }
    return PullSeries.objects.filter(pull__in=list(pulls)).annotate(
        **counts, bytes=Coalesce(Sum("instances__size"), 0)
    )


def series_to_tell(pull: Pull, limit: int) -> list[PullSeries]:
    """Counted: the series in trouble, and the one that is in hand or next. A pull may have 10,000."""
    next_one = pull.series.filter(state=PullSeriesState.WAITING).order_by("pk").values("pk")[:1]
    rows = series_counted([pull]).filter(_IN_TROUBLE | Q(pk__in=next_one))
    return list(rows.order_by("pk")[:limit])


def series_in_trouble(pull: Pull) -> int:
    """How many series could not be fetched, or have images that were refused."""
    return pull.series.filter(_IN_TROUBLE).count()


def refusals_of(series: Iterable[PullSeries], limit: int) -> dict[int, list[PulledInstance]]:
    """The first refused instances of each, by the key of the series. One query."""
    refused = PulledInstance.objects.filter(series__in=list(series), outcome=Outcome.REFUSED)
    place = Window(RowNumber(), partition_by="series", order_by="pk")
    found: dict[int, list[PulledInstance]] = {}
    for instance in refused.annotate(place=place).filter(place__lte=limit).order_by("pk"):
        found.setdefault(instance.series_id, []).append(instance)
    return found


def instances_here(project: Project, series_uids: Iterable[str]) -> dict[str, int]:
    """How many instances of each of these series, named as they are here, the project has stored."""
    rows = Instance.objects.filter(
        project=project, series__series_instance_uid__in=list(series_uids)
    )
    return dict(rows.values_list("series__series_instance_uid").annotate(count=Count("pk")))


def sends_of(project: Project) -> QuerySet[Send]:
    return project.sends.select_related("pacs", "revision__case__project", "revision__case__series")


def visible_send(person: User, send_id: int) -> Send:
    """Raises: NoSuchSend, 404, also when it is in a project one does not see."""
    rows = Send.objects.select_related(
        "project", "pacs", "revision__case__project", "revision__case__series"
    )
    send = rows.filter(project__in=visible_projects(person), pk=send_id).first()
    if send is None:
        raise NoSuchSend
    return send
