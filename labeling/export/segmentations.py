"""One approved revision as a DICOM SEG, the same object that a snapshot holds."""

from dataclasses import dataclass

from labeling.annotate.models import Revision
from labeling.export.contents import ExportCase
from labeling.export.manifest import case_record, label_record
from labeling.export.writers.dicom_seg import coded, seg_of, seg_uid


@dataclass(frozen=True)
class Segmentation:
    sop_instance_uid: str
    part10: bytes


def segmentation_of(revision: Revision) -> Segmentation:
    """Its UIDs follow from the mask: the same revision always gives the same object.

    Raises:
        DamagedRevision: the stored mask no longer has the revision's hash.
    """
    case = ExportCase(case_record(revision))
    project = revision.case.project
    labels = [coded(label_record(label)) for label in project.labels.order_by("value")]
    return Segmentation(seg_uid(case), seg_of(case, labels, project.name))
