"""Each thing is damaged by hand, seen by name, and made anew where it is derived."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from labeling.core import blobs
from labeling.ingest.models import Instance, Series, SeriesState
from labeling.ingest.services import freeze_series, index_series, store_instance, store_series
from labeling.projects.models import Project
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(own_store: Path) -> Series:
    """One series of five instances in a store of its own."""
    return store_series(project=scans.project(), datasets=scans.slices())


def _check(**options: object) -> list[str]:
    """Codes of the faults, those that were repaired with a plus."""
    out = StringIO()
    try:
        call_command("archive_check", json=True, stdout=out, stderr=StringIO(), **options)
        left = 0
    except CommandError as error:
        left = int(str(error).split()[0])
    *faults, summary = [json.loads(line) for line in out.getvalue().splitlines()]
    assert summary["left"] == left == sum(not fault["repaired"] for fault in faults)
    return sorted(fault["code"] + "+" * fault["repaired"] for fault in faults)


def _flip(sha256: str) -> None:
    path = blobs.path(sha256)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _first() -> Instance:
    return Instance.objects.order_by("z")[0]


def _update(model: type[Instance | Series], **values: object) -> None:
    model.objects.filter(pk=model.objects.order_by("pk")[0].pk).update(**values)


def test_a_sound_archive_has_no_faults_and_is_counted(series: Series) -> None:
    out = StringIO()
    call_command("archive_check", stdout=out)
    assert out.getvalue() == "7 blobs, 5 instances, 1 series checked: 0 faults, 0 left\n"


DERIVED: dict[str, tuple[Callable[[], object], list[str]]] = {
    "a wrong offset": (
        lambda: _update(Instance, frames=[[0, 4]]),
        ["index_differs"],
    ),
    "an offset outside": (
        lambda: _update(Instance, frames=[[1 << 40, 4]]),
        ["frames_outside", "index_differs"],
    ),
    "another transfer syntax": (
        lambda: _update(Instance, transfer_syntax_uid="1.2.840.10008.1.2.4.90"),
        ["index_differs"],
    ),
    "a wrong bulk place": (
        lambda: _update(Instance, bulk={"7FE00010": [0, 1]}),
        ["index_differs"],
    ),
    "a wrong header": (
        lambda: _update(Instance, headers=[]),
        ["index_differs", "order_differs"],
    ),
    "a wrong word in the metadata": (
        lambda: _update(Instance, metadata={"00080060": {"vr": "CS", "Value": ["CT"]}}),
        ["index_differs", "metadata_differs"],
    ),
    "a wrong size": (lambda: _update(Instance, size=7), ["size_differs"]),
    "a lost thumbnail": (
        lambda: blobs.path(Series.objects.get().thumbnail_blob).unlink(),
        ["blob_missing"],
    ),
    "a thumbnail that no row names": (
        lambda: _update(Series, thumbnail_blob=""),
        ["thumbnail_missing"],
    ),
    "a damaged thumbnail": (
        lambda: _flip(Series.objects.get().thumbnail_blob),
        ["blob_damaged"],
    ),
    "lost metadata": (
        lambda: blobs.path(Series.objects.get().metadata_blob).unlink(),
        ["blob_missing"],
    ),
    "damaged metadata": (lambda: _flip(Series.objects.get().metadata_blob), ["blob_damaged"]),
    "two slices swapped": (lambda: _swap(0, 3), ["order_differs"]),
    "another spacing": (
        lambda: _update(Series, geometry={**Series.objects.get().geometry, "spacing": [1, 1, 1]}),
        ["order_differs"],
    ),
}


def _swap(a: int, b: int) -> None:
    first, second = Instance.objects.get(z=a), Instance.objects.get(z=b)
    for instance, z in ((first, None), (second, a), (first, b)):
        Instance.objects.filter(pk=instance.pk).update(z=z)


@pytest.mark.parametrize("what", DERIVED)
def test_what_is_derived_is_named_and_made_anew(series: Series, what: str) -> None:
    damage, codes = DERIVED[what]
    originals = {i.blob: blobs.path(i.blob).stat().st_mtime_ns for i in Instance.objects.all()}
    damage()
    assert _check() == codes
    repaired = _check(repair=True)
    assert repaired
    assert all(code.endswith("+") for code in repaired)
    assert _check() == []
    assert Series.objects.get().state == SeriesState.READY
    assert originals == {name: blobs.path(name).stat().st_mtime_ns for name in originals}


def test_a_flipped_byte_of_an_original_is_named_and_never_mended_by_guess(series: Series) -> None:
    _flip(_first().blob)
    assert _check() == ["blob_damaged"]
    assert _check(repair=True) == ["blob_damaged"]
    store_instance(
        project=series.project, user=None, path=scans.written(scans.slices()[0], _scratch())
    )
    assert _check() == []  # the same file came again


def _scratch() -> Path:
    return blobs.scratch() / "again.dcm"


def test_a_lost_original_is_named_with_the_rows_that_need_it(series: Series) -> None:
    lost = _first()
    blobs.path(lost.blob).unlink()
    out = StringIO()
    with pytest.raises(CommandError, match="1 faults are left"):
        call_command("archive_check", repair=True, stdout=out)
    assert f"blob_missing: {lost.blob}: no bytes are stored" in out.getvalue()
    assert f"needed by ingest.instance.blob {lost.pk}" in out.getvalue()


def test_a_file_of_another_instance_is_named(series: Series) -> None:
    _update(Instance, sop_instance_uid="1.2.3")
    assert "uid_differs" in _check()
    assert "uid_differs" in _check(repair=True)


def test_an_orphan_is_named_when_it_is_old_and_freed(series: Series) -> None:
    orphan = blobs.put(b"nobody needs this")
    assert _check() == []
    os.utime(blobs.path(orphan.sha256), (0, 0))
    assert _check() == ["blob_orphaned"]
    assert _check(repair=True) == ["blob_orphaned+"]
    assert not blobs.exists(orphan.sha256)


def test_a_series_whose_indexing_was_lost_is_indexed(series: Series, tmp_path: Path) -> None:
    project = Project.objects.get()
    for n, ds in enumerate(scans.slices("stuck")):
        store_instance(project=project, user=None, path=scans.written(ds, tmp_path / f"{n}.dcm"))
    assert _check() == []  # it may still be arriving
    Instance.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert _check() == ["series_stuck"]
    assert _check(repair=True) == ["series_stuck+"]
    assert not Series.objects.exclude(state=SeriesState.READY).exists()


def test_a_frozen_series_keeps_its_order_and_gets_its_picture_back(series: Series) -> None:
    freeze_series(series=series)
    before = Series.objects.get()
    blobs.path(before.thumbnail_blob).unlink()
    blobs.path(before.metadata_blob).unlink()
    assert _check(repair=True) == ["blob_missing+"]  # the first repair mends both
    after = Series.objects.get()
    assert (after.slices, after.geometry) == (before.slices, before.geometry)
    assert blobs.verify(after.thumbnail_blob)
    assert _check() == []


def test_an_unusable_series_is_what_its_instances_say(series: Series) -> None:
    uneven = scans.slices("uneven")
    del uneven[2]
    stored = store_series(project=series.project, datasets=uneven)
    assert stored.state == SeriesState.UNUSABLE
    assert _check() == []
    Series.objects.filter(pk=stored.pk).update(problem_code="another")
    assert _check(repair=True) == ["order_differs+"]


def test_a_number_that_the_database_writes_otherwise_is_no_fault(series: Series) -> None:
    ds = scans.slices("huge")[0]
    ds.add_new(0x00189089, "FD", [7.23e75, -0.0, 1e-7])
    store_series(project=series.project, datasets=[ds])
    stored = Instance.objects.get(sop_instance_uid=ds.SOPInstanceUID)
    assert isinstance(stored.metadata["00189089"]["Value"][0], int)
    assert _check() == []


def test_a_sample_looks_at_as_many_instances_and_their_series(series: Series) -> None:
    out = StringIO()
    call_command("archive_check", sample=2, stdout=out)
    assert out.getvalue().startswith("4 blobs, 2 instances, 1 series checked")
    _update(Series, thumbnail_blob="")
    assert _check(sample=1) == ["thumbnail_missing"]
    index_series(series_id=series.pk)
