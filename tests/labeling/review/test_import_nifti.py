"""The folder import: what is sound goes in, each fault is named with its file."""

import io
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from labeling.annotate.models import Revision
from labeling.annotate.selectors import revision_mask, shape_of, stored_mask
from labeling.cohorts.models import Case, CaseState
from labeling.imaging import nifti
from labeling.ingest.selectors import geometry_of, load_volume
from labeling.projects.models import Project
from labeling.review.selectors import approved_revisions
from tests.factories import make_project
from tests.images import oblique_geometry

pytestmark = pytest.mark.django_db
GRID = oblique_geometry((4, 6, 5))


def _write(folder: Path, name: str, mask: np.ndarray | None, grid: object = GRID) -> None:
    for part in ("images", "labels"):
        (folder / part).mkdir(exist_ok=True)
    volume = np.random.default_rng(1).integers(0, 500, GRID.shape).astype(np.float32)
    nifti.write(folder / "images" / f"{name}.nii.gz", volume, GRID)
    if mask is not None:
        nifti.write(folder / "labels" / f"{name}.nii.gz", mask, grid)  # type: ignore[arg-type]


def _mask(seed: int = 0, values: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, values, GRID.shape).astype(np.uint8)


def _run(folder: Path, *options: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_nifti", str(folder), *options, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_approved_labels_come_in_at_their_place_with_their_split(tmp_path: Path) -> None:
    project = make_project("hip")
    _write(tmp_path, "a", _mask(1))
    _write(tmp_path, "b", _mask(2))
    (tmp_path / "manifest.csv").write_text("id,group,split\na,7,train\nb,8,holdout\n")
    out, err = _run(tmp_path, "--project", "hip", "--labels", "approved")
    assert err == ""
    assert "2 imported" in out
    case = Case.objects.get(project=project, patient__patient_id="G0007")
    assert (case.state, case.patient.split.name) == (CaseState.APPROVED, "train")
    revision = Revision.objects.get(case=case)
    assert np.array_equal(revision_mask(revision), _mask(1))
    assert geometry_of(case.series).is_close(GRID)
    assert load_volume(case.series).shape == GRID.shape
    assert [r.case.patient.split.name for r in approved_revisions(project)] == ["train", "holdout"]


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    make_project("hip")
    _write(tmp_path, "a", _mask())
    _run(tmp_path, "--project", "hip", "--labels", "approved")
    out, err = _run(tmp_path, "--project", "hip", "--labels", "approved")
    assert (err, Revision.objects.count(), Case.objects.count()) == ("", 1, 1)
    assert "0 imported, 1 known" in out


def test_proposed_labels_become_drafts_to_correct(tmp_path: Path) -> None:
    project = make_project("hip")
    _write(tmp_path, "a", _mask(3))
    _run(tmp_path, "--project", "hip", "--labels", "proposed")
    case = project.cases.get()
    assert case.state == CaseState.DRAFTED
    assert np.array_equal(stored_mask(case.drafts.get().mask_blob, shape_of(case)), _mask(3))


def test_each_bad_file_is_named_and_the_others_go_in(tmp_path: Path) -> None:
    project = make_project("hip")
    _write(tmp_path, "good", _mask())
    _write(tmp_path, "unknown", _mask(values=6))
    _write(tmp_path, "shape", np.zeros((3, 6, 5), np.uint8), oblique_geometry((3, 6, 5)))
    _write(tmp_path, "noplace", None)
    bare = nib.Nifti1Image(np.zeros((5, 6, 4), np.float32), None)
    bare.header["sform_code"] = bare.header["qform_code"] = 0
    nib.save(bare, tmp_path / "images" / "noplace.nii.gz")
    (tmp_path / "images" / "text.nii.gz").write_bytes(b"hello")
    out, err = _run(tmp_path, "--project", "hip", "--labels", "approved")
    assert "1 imported, 0 known, 4 refused" in out
    told = {line.split(":")[0]: line.rsplit("(", 1)[-1] for line in err.splitlines() if "(" in line}
    assert told == {
        "noplace.nii.gz": "no_affine)",
        "shape.nii.gz": "other_grid)",
        "text.nii.gz": told["text.nii.gz"],
        "unknown.nii.gz": "unknown_label)",
    }
    assert project.cases.count() == 1


def test_a_project_without_labels_gets_those_of_the_masks(tmp_path: Path) -> None:
    _write(tmp_path, "a", _mask())
    _run(tmp_path, "--project", "fresh", "--labels", "approved")
    project = Project.objects.get(slug="fresh")
    assert list(project.labels.values_list("value", "name")) == [(1, "Label 1"), (2, "Label 2")]
    assert project.cases.get().state == CaseState.APPROVED


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"name,split\na,train\n", "expected a column id"),
        (b"id,split\na,sometimes\n", "expected a split among"),
        (b"id,split\na,\xff\n", "manifest.csv: expected a CSV table in UTF-8"),
        (b"id,split\na," + b"x" * 200_000, "manifest.csv: expected a CSV table in UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, table: bytes, said: str) -> None:
    make_project("hip")
    _write(tmp_path, "a", None)
    (tmp_path / "manifest.csv").write_bytes(table)
    assert said in _run(tmp_path, "--project", "hip")[1]
    assert Case.objects.count() == 0
