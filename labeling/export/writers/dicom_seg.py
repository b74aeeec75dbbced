"""`seg/<case>.dcm`: a binary DICOM SEG for each case, referring to the stored series by its UIDs."""

from datetime import datetime
from typing import Any

from pydicom import dcmread

from labeling.export.archive import HashedZip
from labeling.export.contents import Contents, ExportCase
from labeling.imaging.dicom_seg import Code, CodedLabel, SegText, SourceFrame, write_seg
from labeling.imaging.pixels import lenient
from labeling.imaging.synthesis import derived_uid


def write(contents: Contents, archive: HashedZip) -> None:
    """UIDs are derived from the mask's hash: the same revision always gives the same object."""
    labels = [coded(label) for label in contents.labels]
    for case in contents.cases():
        archive.add(f"seg/{case.name}.dcm", seg_of(case, labels, contents.project_name))


def seg_uid(case: ExportCase) -> str:
    """The SOP Instance UID of its SEG."""
    return derived_uid(_seed(case), "instance")


def seg_of(case: ExportCase, labels: list[CodedLabel], project: str) -> bytes:
    """One case as a Part 10 file."""
    with lenient():
        return write_seg(
            case.mask,
            _sources(case),
            labels,
            series_uid=derived_uid(_seed(case), "series"),
            instance_uid=seg_uid(case),
            created=datetime.fromisoformat(case.record["submitted_at"]),
            text=SegText(series_description=f"{project}, revision {case.record['revision']}"[:64]),
        )


def _sources(case: ExportCase) -> list[SourceFrame]:
    """The stored slices in z order; each file is read once."""
    paths = {place.path for place in case.slices}
    read = {path: dcmread(path, stop_before_pixels=True) for path in paths}
    return [SourceFrame(read[place.path], place.number) for place in case.slices]


def _seed(case: ExportCase) -> str:
    return f"{case.record['series_instance_uid']}/{case.record['mask_sha256']}"


def coded(label: dict[str, Any]) -> CodedLabel:
    return CodedLabel(
        value=label["value"],
        name=label["name"],
        category=Code(*label["category"]),
        type=Code(*label["type"]),
    )
