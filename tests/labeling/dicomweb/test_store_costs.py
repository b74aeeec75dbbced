"""What storing asks of the database: nothing for each instance, seven statements for each batch of them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pydicom.dataset import Dataset

from labeling.accounts.models import User
from labeling.ingest.services.intake import _BATCH
from labeling.projects.models import Membership, Project, Role
from tests.labeling.dicomweb.test_store import OHIF, body
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db
A_BATCH = 7
"""Begin, what is here, the series, the rows, the series' version, the upload's counts, commit."""


def _statements(count: int) -> int:
    """Of the first files of a project."""
    slug = f"with-{count}"
    return _statements_of(
        scans.project(slug), scans.person(slug), scans.slices(shape=(count, 8, 8))
    )


def _statements_of(project: Project, person: User, datasets: list[Dataset]) -> int:
    Membership.objects.get_or_create(project=project, user=person, role=Role.ENGINEER)
    client = Client()
    client.force_login(person)
    with CaptureQueriesContext(connection) as made:
        answer = client.post(
            f"/dicomweb/projects/{project.slug}/studies",
            body(*map(scans.encoded, datasets)),
            content_type=OHIF,
        )
    assert len(answer.json()["00081199"]["Value"]) == len(datasets)
    return len(made)


def test_statements_are_made_for_batches_and_not_for_instances() -> None:
    few = _statements(2)
    assert _statements(_BATCH - 1) == few
    assert _statements(_BATCH + 1) == few + A_BATCH
    assert _statements(3 * _BATCH - 1) == few + 2 * A_BATCH


def test_series_that_wait_to_be_indexed_cost_the_next_request_nothing() -> None:
    project, person = scans.project("backlog"), scans.person("backlog")
    first, second, third = (
        _statements_of(project, person, scans.slices(f"waiting {n}", patient_id=f"P{n}"))
        for n in range(3)
    )
    assert second == third
    assert first >= second
