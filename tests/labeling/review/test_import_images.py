"""Pictures of X-rays come in as DICOM, and lists of findings as proposals."""

import io
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from pydicom import dcmread

from labeling.cohorts.models import Case
from labeling.core import blobs
from labeling.core.errors import GyreError
from labeling.ingest.models import Instance
from labeling.ingest.selectors import load_volume
from labeling.prelabel.models import Draft
from labeling.projects.models import Project
from tests.factories import make_findings_project

pytestmark = pytest.mark.django_db
TABLE = """id,patient_id,sex,age,view,split
a,p-1,F,47,AP Supine,train
b,p-2,x,unknown,oblique,test
"""


def _pictures(folder: Path) -> dict[str, np.ndarray]:
    """A baseline JPEG and a 16-bit PNG of an odd number of pixels."""
    values = np.random.default_rng(1).integers(0, 256, (9, 7)).astype(np.uint8)
    Image.fromarray(values).save(folder / "a.jpg", quality=100)
    deep = np.arange(15, dtype=np.uint16).reshape(3, 5) * 4000
    Image.fromarray(deep).save(folder / "b.png")
    (folder / "table.csv").write_text(TABLE)
    return {"a": np.asarray(Image.open(folder / "a.jpg")), "b": deep}


def _run(command: str, *arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def _import(folder: Path, slug: str = "cxr") -> tuple[str, str]:
    table = str(folder / "table.csv")
    return _run("import_images", "--images", str(folder), "--metadata", table, "--project", slug)


def test_pictures_become_cases_with_the_same_pixels_and_what_is_told_of_them(
    tmp_path: Path,
) -> None:
    pixels = _pictures(tmp_path)
    out, err = _import(tmp_path)
    assert ("2 imported" in out, err) == (True, "")
    project = Project.objects.get(slug="cxr")
    assert (project.task, project.modality) == ("classification", "DX")
    cases = {case.series.series_description: case for case in Case.objects.all()}
    for name, values in pixels.items():
        assert np.array_equal(load_volume(cases[name].series)[0], values), name
    assert [cases[name].patient.split.name for name in "ab"] == ["train", "holdout"]
    told = dcmread(blobs.path(Instance.objects.get(series=cases["a"].series).blob))
    assert told.file_meta.TransferSyntaxUID.name == "JPEG Baseline (Process 1)"
    assert (told.PatientSex, told.PatientAge, told.ViewPosition) == ("F", "047Y", "AP")
    assert (told.LossyImageCompression, told.Modality) == ("01", "DX")
    other = dcmread(blobs.path(Instance.objects.get(series=cases["b"].series).blob))
    assert (other.PatientSex, "PatientAge" in other, "ViewPosition" in other) == ("", False, False)
    assert "LossyImageCompression" not in other


def test_again_changes_nothing_and_a_broken_file_is_named(tmp_path: Path) -> None:
    _pictures(tmp_path)
    _import(tmp_path)
    (tmp_path / "c.jpg").write_bytes(b"no picture")
    with (tmp_path / "table.csv").open("a") as table:
        table.write("c,p-3,,,,\n")
    out, err = _import(tmp_path)
    assert "2 imported or known, 1 refused" in out
    assert "c.jpg: C.jpg: expected a JPEG or PNG file. (not_a_picture)" in err
    assert Case.objects.count() == 2


def test_a_picture_with_words_inside_is_not_taken_over_byte_for_byte(tmp_path: Path) -> None:
    image = Image.fromarray(np.full((8, 8), 90, np.uint8))
    exif = image.getexif()
    exif[0x010E] = "Sentinel^Name"
    image.save(tmp_path / "a.jpg", exif=exif)
    (tmp_path / "table.csv").write_text("id\na\n")
    _import(tmp_path)
    stored = blobs.path(Instance.objects.get().blob).read_bytes()
    assert b"Sentinel" not in stored


def test_a_table_of_findings_and_boxes_becomes_proposals(tmp_path: Path) -> None:
    _pictures(tmp_path)
    make_findings_project("cxr")
    _import(tmp_path)
    table = tmp_path / "found.csv"
    table.write_text(
        "id,finding,probability,x,y,w,h\n"
        "a,Pneumonia,0.75,1.4,2.6,3,4\n"
        "a,pneumonia,0.25,0,0,0.2,0.2\n"  # a second box; the greater probability counts
        "b,mass,0.5,,,,\n"
        "b,Right lung,1,0,0,1,1\n"  # no finding of this project
        "z,mass,1,,,,\n"  # not here
    )
    out, err = _run("import_findings", str(table), "--project", "cxr")
    assert "2 cases have a proposal, 1 not here, 0 refused" in out
    assert "left out: Right lung" in err
    cases = {case.series.series_description: case for case in Case.objects.all()}
    proposal = cases["a"].drafts.get().findings["pneumonia"]
    assert proposal["probability"] == 0.75
    assert [box["box"] for box in proposal["boxes"]] == [[1, 3, 4, 7], [0, 0, 1, 1]]
    assert cases["b"].drafts.get().findings == {"mass": {"probability": 0.5, "boxes": []}}


def test_a_column_of_names_becomes_proposals_of_all_findings(tmp_path: Path) -> None:
    _pictures(tmp_path)
    make_findings_project("cxr")
    _import(tmp_path)
    table = tmp_path / "told.csv"
    table.write_text("id,labels\na,Mass|Hernia\nb,No finding\n")
    _run("import_findings", str(table), "--project", "cxr", "--labels-column", "labels")
    sure = {
        case.series.series_description: {
            key: one["probability"] for key, one in case.drafts.get().findings.items()
        }
        for case in Case.objects.all()
    }
    assert sure["a"] == {"pneumonia": 0.0, "mass": 1.0, "no-finding": 0.0}
    assert sure["b"] == {"pneumonia": 0.0, "mass": 0.0, "no-finding": 1.0}


def test_a_box_beyond_the_image_refuses_its_case(tmp_path: Path) -> None:
    _pictures(tmp_path)
    make_findings_project("cxr")
    _import(tmp_path)
    table = tmp_path / "found.csv"
    table.write_text("id,finding,x0,y0,x1,y1\na,mass,0,0,99,2\n")
    out, err = _run("import_findings", str(table), "--project", "cxr")
    assert "1 refused" in out
    assert "(bad_box)" in err


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(b"id,patient_id,sex\na\n", id="a row cut short"),
        pytest.param(b"id,sex\na,\xff\xfe\n", id="not UTF-8"),
        pytest.param(b"id\n" + b"a" * 200_000 + b"\n", id="a field without end"),
        pytest.param(b"id\n../../etc/a\n/etc/passwd\n", id="a way out of the folder"),
    ],
)
def test_a_hostile_table_of_pictures_is_refused_or_read_in_the_folder(
    tmp_path: Path, table: bytes
) -> None:
    _pictures(tmp_path)
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "table.csv").write_bytes(table)
    out, err = _run_or_word(tmp_path)
    assert "1 imported" in out or "expected a CSV table" in err


def test_a_picture_with_a_broken_chunk_is_named_and_the_others_go_in(tmp_path: Path) -> None:
    _pictures(tmp_path)
    data = bytearray((tmp_path / "b.png").read_bytes())
    at = data.index(b"IDAT")
    data[at : at + 4] = b"\x00\x01\x02\x03"
    (tmp_path / "b.png").write_bytes(data)
    out, err = _import(tmp_path)
    assert "1 imported" in out
    assert "b.png" in err


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(b"id,finding,probability\na,mass,nan\n", id="no probability"),
        pytest.param(b"id,finding,x0,y0,x1,y1\na,mass,0,0,inf,2\n", id="a box without end"),
        pytest.param(b"id,finding,x0,y0,x1,y1\na,mass,-5,0,2,2\n", id="a box before the start"),
        pytest.param(b"id,finding,probability\na\n", id="a row cut short"),
        pytest.param(b"id,finding\na,\xff\xfe\n", id="not UTF-8"),
    ],
)
def test_a_hostile_table_of_findings_leaves_nothing(tmp_path: Path, table: bytes) -> None:
    _pictures(tmp_path)
    make_findings_project("cxr")
    _import(tmp_path)
    (tmp_path / "found.csv").write_bytes(table)
    with suppress(GyreError):
        _run("import_findings", str(tmp_path / "found.csv"), "--project", "cxr")
    assert not Draft.objects.exists()


def _run_or_word(folder: Path) -> tuple[str, str]:
    try:
        return _import(folder)
    except GyreError as error:
        return "", error.message
