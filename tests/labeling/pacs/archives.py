"""Registered archives and pulls for tests."""

from collections.abc import Sequence

from pydicom.dataset import Dataset

from labeling.core.jobs import drain
from labeling.pacs.models import Pacs, PacsLink, Pull
from labeling.pacs.services import SeriesAddress, register_pacs, start_pull
from labeling.projects.models import Project
from tests.factories import make_user
from tests.images import to_bytes
from tests.pacs_server import PASSWORD, USER


def make_pacs(
    url: str, project: Project | None = None, *, sends: bool = False, signs_in: bool = True
) -> Pacs:
    """Registered, and linked if a project is given."""
    sign_in = {"auth": "basic", "username": USER, "secret": PASSWORD} if signs_in else {}
    pacs = register_pacs(
        user=make_user(admin=True), values={"name": "Archive", "url": url, **sign_in}
    )
    if project is not None:
        PacsLink.objects.create(project=project, pacs=pacs, sends_results=sends)
    return pacs


def address_of(slices: Sequence[Dataset]) -> SeriesAddress:
    return SeriesAddress(str(slices[0].StudyInstanceUID), str(slices[0].SeriesInstanceUID))


def pulled(project: Project, pacs: Pacs, *series: Sequence[Dataset], **options: object) -> Pull:
    """A pull of these series, run to its end."""
    pull = start_pull(
        project=project,
        user=make_user(admin=True),
        pacs=pacs,
        series=[address_of(one) for one in series],
        **options,  # type: ignore[arg-type]
    )
    drain("web")
    pull.refresh_from_db()
    return pull


def files_of(slices: Sequence[Dataset]) -> list[bytes]:
    return [to_bytes(ds) for ds in slices]
