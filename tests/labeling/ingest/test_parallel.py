"""The same file eight times at once is one object; of several files with one UID the first wins."""

from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from labeling.core import audit_chain, blobs
from labeling.core.models import AuditEvent
from labeling.ingest.errors import InstanceConflict
from labeling.ingest.models import Instance, Patient, Series, Study
from labeling.ingest.services import delete_series, store_instance
from tests.labeling.ingest import scans
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_identical_puts_at_once_are_one_blob(own_store: Path) -> None:
    content = bytes(range(256)) * 4096
    outcomes = at_once(*[partial(blobs.put, content)] * 8)
    assert len({blob.sha256 for blob in outcomes}) == 1  # type: ignore[attr-defined]
    (entry,) = blobs.entries()
    assert blobs.read(entry.sha256) == content
    assert list(blobs.scratch().iterdir()) == []


def test_eight_identical_files_at_once_are_one_instance(own_store: Path, tmp_path: Path) -> None:
    project = scans.project()
    path = scans.written(scans.slices(patient_id="")[0], tmp_path / "a.dcm")  # nothing unique
    outcomes = at_once(*[partial(store_instance, project=project, user=None, path=path)] * 8)
    assert sorted(o.known for o in outcomes) == [False] + [True] * 7  # type: ignore[attr-defined]
    for model in (Patient, Study, Series, Instance):
        assert model.objects.count() == 1, model
    assert [entry.sha256 for entry in blobs.entries()] == [Instance.objects.get().blob]
    assert Series.objects.get().received_version == 1


def test_of_eight_files_with_one_uid_one_is_stored_and_seven_are_noted(
    own_store: Path, tmp_path: Path
) -> None:
    project = scans.project()
    person = scans.person("ada", project)
    ds = scans.slices()[0]
    paths = [
        scans.written(scans.changed(ds, WindowCenter=n), tmp_path / f"{n}.dcm") for n in range(8)
    ]
    outcomes = at_once(
        *[partial(store_instance, project=project, user=person, path=path) for path in paths]
    )
    kinds = Counter(type(outcome).__name__ for outcome in outcomes)
    assert kinds == {"StoredInstance": 1, "InstanceConflict": 7}
    assert {e.status for e in outcomes if isinstance(e, InstanceConflict)} == {409}
    assert Instance.objects.count() == 1
    assert AuditEvent.objects.filter(act="instance.conflict", actor=person).count() == 7
    assert audit_chain.check().faults == []


def test_a_file_that_comes_while_its_series_is_deleted_is_stored_or_gone_but_never_dangles(
    own_store: Path, tmp_path: Path
) -> None:
    project = scans.project()
    first, second = (
        scans.written(ds, tmp_path / f"{n}.dcm") for n, ds in enumerate(scans.slices()[:2])
    )
    for _ in range(4):
        series = store_instance(project=project, user=None, path=first).instance.series
        outcomes = at_once(
            partial(delete_series, series=series, actor=None),
            partial(store_instance, project=project, user=None, path=second),
        )
        assert not [o for o in outcomes if isinstance(o, Exception)], outcomes
        for instance in Instance.objects.all():
            assert instance.series.study.project_id == project.pk
            assert blobs.verify(instance.blob)
        Instance.objects.all().delete()
        Series.objects.all().delete()
        Study.objects.all().delete()
