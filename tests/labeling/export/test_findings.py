"""A snapshot of findings: CSV and COCO that any tool reads, and no masks."""

import csv
import io
import json
import zipfile

import pytest
from pydicom import dcmread

from labeling.core import blobs
from labeling.export.errors import FormatOfOtherTask
from labeling.export.models import FileFormat, Snapshot
from labeling.export.services import freeze_snapshot, request_file
from labeling.export.writing import write_zip
from labeling.prelabel.services import store_findings_draft
from labeling.review.services import approve_revision
from tests.factories import (
    answers_of,
    make_approved,
    make_assignment,
    make_case,
    make_findings_project,
    make_member,
    make_project,
    make_reading,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot() -> Snapshot:
    """Two approved cases of one slice of 5 x 7 pixels: a boxed pneumonia, and none."""
    project = make_findings_project()
    for pneumonia in ("present", "absent"):
        case = make_case(project, shape=(1, 5, 7), modality="DX")
        store_findings_draft(case=case, version=None, findings={"pneumonia": {"probability": 0.25}})
        reading = make_reading(
            make_assignment(case, make_member(project, "annotator")),
            answers_of(case, pneumonia=pneumonia),
        )
        approve_revision(revision=reading, reviewer=make_member(project, "reviewer"))
    return freeze_snapshot(project=project, user=None)


def _zip(snapshot: Snapshot, file_format: FileFormat) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(blobs.read(write_zip(snapshot, file_format).sha256)))


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode())))


def test_the_tables_hold_each_answer_and_each_box(snapshot: Snapshot) -> None:
    archive = _zip(snapshot, FileFormat.CSV)
    rows = _rows(archive, "findings.csv")
    assert len(rows) == 6
    assert [(r["case"], r["finding"], r["state"], r["probability"]) for r in rows[:2]] == [
        ("CASE-0001", "pneumonia", "present", "0.25"),
        ("CASE-0001", "mass", "absent", ""),
    ]
    (box,) = _rows(archive, "boxes.csv")
    assert [box[name] for name in ("case", "finding", "x0", "y0", "x1", "y1", "frame")] == [
        "CASE-0001", "pneumonia", "1", "1", "4", "3", "1",
    ]  # fmt: skip
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["format"] == "gyre-findings-snapshot/1"
    assert manifest["leak_check"]["clean"]
    assert [case["answers_sha256"] for case in manifest["cases"]] == [
        rows[0]["answers_sha256"],
        rows[3]["answers_sha256"],
    ]


def test_coco_names_images_that_are_in_the_zip(snapshot: Snapshot) -> None:
    archive = _zip(snapshot, FileFormat.COCO)
    told = json.loads(archive.read("annotations.json"))
    assert [one["key"] for one in told["categories"]] == ["pneumonia", "mass", "no-finding"]
    assert len(told["images"]) == 2
    for image in told["images"]:
        ds = dcmread(io.BytesIO(archive.read(image["file_name"])))
        assert (ds.Columns, ds.Rows) == (image["width"], image["height"]) == (7, 5)
        assert ds.SOPInstanceUID == image["sop_instance_uid"]
    (annotation,) = told["annotations"]
    assert (annotation["bbox"], annotation["area"], annotation["iscrowd"]) == ([1, 1, 3, 2], 6, 0)
    assert annotation["image_id"] == told["images"][0]["id"]
    assert told["images"][1]["findings"]["pneumonia"] == "absent"


def test_each_kind_of_snapshot_has_its_own_formats(snapshot: Snapshot) -> None:
    for other in (FileFormat.NIFTI, FileFormat.NNUNET, FileFormat.DICOM_SEG):
        with pytest.raises(FormatOfOtherTask):
            request_file(snapshot=snapshot, file_format=other, user=None)
    masks = make_project()
    make_approved(masks)
    frozen = freeze_snapshot(project=masks, user=None)
    assert frozen.manifest["format"] == "gyre-snapshot/2"
    with pytest.raises(FormatOfOtherTask):
        request_file(snapshot=frozen, file_format=FileFormat.CSV, user=None)
