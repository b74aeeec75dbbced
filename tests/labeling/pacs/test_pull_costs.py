"""What an instance of a pull costs: it is parsed once, and nine statements."""

from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labeling.imaging.pixels import InstanceIndex
from labeling.ingest.models import Instance, ProfileName
from labeling.ingest.services import change_profile, storing
from tests.factories import make_project
from tests.images import make_series
from tests.labeling.pacs.archives import files_of, make_pacs, pulled
from tests.pacs_server import Orthanc

pytestmark = pytest.mark.django_db
AN_INSTANCE = 9
"""Whether to stop; begin, what is here, the series, its row, the series' version, the upload's counts, commit; the note."""


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The UID of each instance that was parsed."""
    uids: list[str] = []
    read = storing.read_index

    def read_and_note(path: Path) -> InstanceIndex:
        index = read(path)
        uids.append(index.sop_instance_uid)
        return index

    monkeypatch.setattr(storing, "read_index", read_and_note)
    return uids


@pytest.mark.parametrize(
    ("profile", "statements"),
    [
        (ProfileName.NONE, AN_INSTANCE),
        (ProfileName.BASIC, AN_INSTANCE + 4),  # the upload's report of what was removed
    ],
)
def test_an_instance_is_parsed_once_and_costs_few_statements(
    orthanc: Orthanc, parsed: list[str], profile: ProfileName, statements: int
) -> None:
    project = make_project()
    change_profile(project=project, by=None, profile=profile)
    slices = make_series(seed="costs", patient_id="ID-costs")
    orthanc.store(files_of(slices))
    with CaptureQueriesContext(connection) as made:
        pulled(project, make_pacs(orthanc.dicomweb, project), slices)
    noted = [n for n, query in enumerate(made) if 'INTO "pacs_pulledinstance"' in query["sql"]]
    assert [after - before for before, after in pairwise(noted)] == [statements] * (len(slices) - 1)
    stored = Instance.objects.values_list("sop_instance_uid", flat=True)
    assert sorted(parsed) == sorted(stored)
    assert len(parsed) == len(slices)
