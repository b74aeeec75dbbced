"""Many files of one request: what waits for its turn in memory is bounded, and rows are not touched file by file."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labeling.ingest import services
from labeling.ingest.models import Instance, Upload
from labeling.ingest.services import intake
from tests.labeling.ingest import scans


def _taken(paths: list[Path]) -> Upload:
    project = scans.project()
    with services.Intake(project=project, user=None) as taking:
        for path in paths:
            taking.add(path=path, declared_name=path.name)
        upload = services.open_upload(project=project, user=None, source="stow")
        outcomes = list(taking.store(upload=upload))
    assert len(outcomes) == len(paths)
    upload.refresh_from_db()
    return upload


@pytest.mark.django_db(transaction=True)
def test_large_headers_are_parsed_when_their_turn_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_EARLY_WEIGHT", 1)
    monkeypatch.setattr(intake, "_BATCH_WEIGHT", 1)
    monkeypatch.setattr(intake, "_AT_ONCE", 1)
    held: list[int] = []
    weigh = intake.Intake._weigh

    def watched(self: intake.Intake, more: int) -> None:
        weigh(self, more)
        held.append(self._weight)

    monkeypatch.setattr(intake.Intake, "_weigh", watched)
    datasets = scans.slices("heavy", shape=(8, 16, 12))
    paths = [scans.written(ds, tmp_path / str(n)) for n, ds in enumerate(datasets)]
    assert _taken(paths).stored == 8
    assert Instance.objects.count() == 8
    assert 0 < max(held) < 3 * held[0]
    assert held[-1] == 0


@pytest.mark.django_db(transaction=True)
def test_refusals_of_a_batch_are_noted_together(tmp_path: Path) -> None:
    paths = [tmp_path / str(n) for n in range(64)]
    for path in paths:
        path.write_bytes(b"no DICOM")
    with CaptureQueriesContext(connection) as queries:
        upload = _taken(paths)
    assert upload.refused == 64
    assert [problem["file"] for problem in upload.problems] == [path.name for path in paths]
    updates = [q for q in queries.captured_queries if q["sql"].startswith("UPDATE")]
    assert 1 <= len(updates) <= 4
