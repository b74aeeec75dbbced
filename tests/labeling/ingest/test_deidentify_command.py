"""The command that de-identifies a folder, or says what it would do."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from labeling.core import blobs
from labeling.ingest import services
from labeling.ingest.models import Instance, ProfileName
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db
NAME = "Qualtrough"


def _command(*arguments: str) -> str:
    out = StringIO()
    call_command("deidentify", *arguments, stdout=out)
    return out.getvalue()


def test_a_folder_is_checked_before_anything_is_stored(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    scans.written(scans.slices("a", name=f"{NAME}^Zebedee")[0], source / "a.dcm")
    (source / "b.txt").write_text("hello")
    told: Callable[..., str] = lambda *more: _command("--check", str(source), *more)  # noqa: E731
    text = told()
    assert "emptied: AccessionNumber" in text
    assert "left: Manufacturer LO" in text
    assert "ACME" not in text
    assert "refused: expected a DICOM file" in text
    assert text.endswith("2 files, 1 de-identified, 0 of them for a person to look at, 1 refused\n")
    assert "left: Manufacturer LO 'ACME'" in told("--values")
    assert "SeriesDescription" in told("--values", "--option", "clean_descriptors")
    told("--out", str(target))
    (written,) = target.iterdir()
    assert NAME.encode() not in written.read_bytes()
    assert not Instance.objects.exists()


def test_a_check_takes_the_projects_own_settings(tmp_path: Path) -> None:
    project = scans.project()
    services.change_profile(project=project, by=None, profile=ProfileName.BASIC)
    ds = scans.slices("a", name=f"{NAME}^Zebedee")[0]
    path = scans.written(ds, tmp_path / "it")
    stored = services.store_instance(project=project, user=None, path=path).instance
    out = tmp_path / "out"
    arguments = ("--profile", "project", "--project", "liver", "--out", str(out))
    _command("--check", str(tmp_path), *arguments)
    (written,) = out.iterdir()
    assert written.read_bytes() == blobs.read(stored.blob)
    with pytest.raises(CommandError):
        _command("--check", str(tmp_path), "--profile", "project")
    with pytest.raises(CommandError):
        _command("--check", str(tmp_path), "--project", "nowhere")
