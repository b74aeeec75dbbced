"""What storing asks of the database: nothing for each instance, seven statements for each batch of them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from labeling.ingest.services.intake import _BATCH
from tests.labeling.dicomweb.test_store import OHIF, body
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db
A_BATCH = 7
"""Begin, what is here, the series, the rows, the series' version, the upload's counts, commit."""


def _statements(count: int) -> int:
    """Of the first files of a project: series that wait to be indexed are asked for by each request."""
    slug = f"with-{count}"
    client = Client()
    client.force_login(scans.person(slug, scans.project(slug)))
    datasets = scans.slices(shape=(count, 8, 8))
    with CaptureQueriesContext(connection) as made:
        answer = client.post(
            f"/dicomweb/projects/{slug}/studies",
            body(*map(scans.encoded, datasets)),
            content_type=OHIF,
        )
    assert len(answer.json()["00081199"]["Value"]) == count
    return len(made)


def test_statements_are_made_for_batches_and_not_for_instances() -> None:
    few = _statements(2)
    assert _statements(_BATCH - 1) == few
    assert _statements(_BATCH + 1) == few + A_BATCH
    assert _statements(3 * _BATCH - 1) == few + 2 * A_BATCH
