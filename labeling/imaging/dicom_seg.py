"""Labelmaps as DICOM SEG (PS3.3 A.51), written by highdicom.

Reading is in `seg_reader`; it places each frame by its position in the patient, never by its
place in the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import highdicom as hd
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code as PydicomCode

from labeling.imaging.coded_labels import Code, CodedLabel
from labeling.imaging.masks import Mask, check_labels
from labeling.imaging.problems import MaskProblem
from labeling.imaging.seg_reader import read_seg
from labeling.imaging.seg_sources import SourceFrame, refer_to_frames, stand_ins
from labeling.imaging.synthesis import derived_uid

__all__ = ["Code", "CodedLabel", "SegText", "SourceFrame", "read_seg", "write_seg"]


@dataclass(frozen=True)
class SegText:
    """What a PACS shows of the segmentation."""

    series_description: str = "Segmentation"
    content_label: str = "SEGMENTATION"
    manufacturer: str = "Gyre"
    model_name: str = "Gyre"
    software_version: str = "1"
    device_serial_number: str = "1"
    series_number: int = 100


def write_seg(
    mask: Mask,
    sources: Sequence[SourceFrame],
    labels: Sequence[CodedLabel],
    *,
    series_uid: str,
    instance_uid: str,
    text: SegText | None = None,
    created: datetime | None = None,
) -> bytes:
    """A binary SEG file with a segment for each label, in the order of their values.

    Args:
        mask: uint8 label values `(z, y, x)`.
        sources: the source slices in z order.
        labels: each value that occurs must be among them; absent ones become empty segments.
        series_uid: of the SEG's own series.
        instance_uid: of this SEG.
        text: descriptions.
        created: the time in its header; the same time and mask give the same bytes.

    Raises:
        MaskProblem: `wrong_shape`, `unknown_label`, `no_labels`.
    """
    said = text or SegText()
    ordered = sorted(labels, key=lambda label: label.value)
    segments = _segment_numbers(mask, sources, ordered)
    seg = hd.seg.Segmentation(
        source_images=stand_ins(sources),
        pixel_array=segments,
        segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=[_description(n, label) for n, label in enumerate(ordered, 1)],
        series_instance_uid=series_uid,
        series_number=said.series_number,
        sop_instance_uid=instance_uid,
        instance_number=1,
        manufacturer=said.manufacturer,
        manufacturer_model_name=said.model_name,
        software_versions=said.software_version,
        device_serial_number=said.device_serial_number,
        omit_empty_frames=bool(mask.any()),
        content_label=said.content_label,
        series_description=said.series_description,
    )
    refer_to_frames(seg, sources)
    _name_dimensions(seg, derived_uid(instance_uid, "dimensions"))
    if created:
        _date(seg, created)
    out = BytesIO()
    seg.save_as(out)
    return out.getvalue()


def _segment_numbers(
    mask: Mask, sources: Sequence[SourceFrame], labels: Sequence[CodedLabel]
) -> NDArray[np.uint8]:
    """Segments are numbered 1, 2, 3, ... whatever the label values are."""
    if not labels:
        raise MaskProblem("no_labels", "expected at least one label, got none")
    check_labels(mask, [label.value for label in labels])
    shape = (len(sources), *((sources[0].ds.Rows, sources[0].ds.Columns) if sources else ()))
    if mask.shape != shape:
        raise MaskProblem("wrong_shape", f"expected {shape} voxels of the scan, got {mask.shape}")
    numbers = np.zeros(256, np.uint8)
    for number, label in enumerate(labels, 1):
        numbers[label.value] = number
    return numbers[mask]


def _description(number: int, label: CodedLabel) -> hd.seg.SegmentDescription:
    color = hd.color.CIELabColor.from_rgb(*label.color_rgb) if label.color_rgb else None
    return hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=label.name,
        segmented_property_category=_code(label.category),
        segmented_property_type=_code(label.type),
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL,
        display_color=color,
    )


def _code(code: Code) -> PydicomCode:
    return PydicomCode(code.value, code.scheme, code.meaning)


def _name_dimensions(seg: Dataset, uid: str) -> None:
    """In place of the random UID that highdicom draws."""
    seg.DimensionOrganizationSequence[0].DimensionOrganizationUID = uid
    for index in seg.DimensionIndexSequence:
        index.DimensionOrganizationUID = uid


def _date(seg: Dataset, created: datetime) -> None:
    date, time = created.strftime("%Y%m%d"), created.strftime("%H%M%S")
    for name in ("Content", "Series", "InstanceCreation"):
        for suffix, value in (("Date", date), ("Time", time)):
            if f"{name}{suffix}" in seg:
                setattr(seg, f"{name}{suffix}", value)
    for equipment in seg.get("ContributingEquipmentSequence") or []:
        equipment.ContributionDateTime = date + time
