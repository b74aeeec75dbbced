"""Which PACS a project may use."""

from collections.abc import Mapping

from django.db import transaction

from labeling.accounts.models import User
from labeling.core import audit
from labeling.pacs.errors import AdminOnly, NoSuchPacs
from labeling.pacs.models import Pacs, PacsLink
from labeling.pacs.selectors import links_of
from labeling.projects.models import Project
from labeling.projects.permissions import Act, require


@transaction.atomic
def set_links(*, project: Project, user: User, wanted: Mapping[int, bool]) -> list[PacsLink]:
    """Link the project to these PACS and to no others.

    Args:
        project: whose links.
        user: an admin; a lead may change only whether results are sent.
        wanted: {PACS id: whether results are sent back to it}.

    Raises:
        ActRefused: 403. AdminOnly: 403, the set of PACS would change. NoSuchPacs: 404.
    """
    require(user, project, Act.MANAGE)
    Project.objects.select_for_update().get(pk=project.pk)
    before = dict(links_of(project).values_list("pacs_id", "sends_results"))
    if set(before) != set(wanted):
        _check_may_link(user, wanted)
    project.pacs_links.exclude(pacs_id__in=wanted).delete()
    for pacs_id, sends_results in wanted.items():
        PacsLink.objects.update_or_create(
            project=project, pacs_id=pacs_id, defaults={"sends_results": sends_results}
        )
    if before != dict(wanted):
        audit.record(
            act="project.pacs_linked",
            actor=user,
            project_id=project.pk,
            obj=project,
            links={str(pk): sends for pk, sends in wanted.items()},
        )
    return list(links_of(project))


def _check_may_link(user: User, wanted: Mapping[int, bool]) -> None:
    if not user.is_superuser:
        raise AdminOnly
    known = set(Pacs.objects.filter(pk__in=wanted, retired_at=None).values_list("pk", flat=True))
    unknown = sorted(set(wanted) - known)
    if unknown:
        raise NoSuchPacs(f"There is no PACS {unknown[0]} here.", got=unknown)
