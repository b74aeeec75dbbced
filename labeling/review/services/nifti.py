"""A scan and its label from NIfTI: a DICOM series with exact geometry, and a case with its mask."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from labeling.accounts.models import User
from labeling.annotate.selectors import Mask, check_labels_of
from labeling.cohorts.lifecycle import POOL
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.imaging.nifti import read_image, read_mask
from labeling.imaging.problems import ImagingProblem
from labeling.imaging.synthesis import PatientIdentity, SeriesText, series_from_volume
from labeling.projects.models import Project
from labeling.review.services.importing import import_label
from labeling.review.services.scans import ScanRefused, store_scan


@dataclass(frozen=True)
class NiftiCase:
    """What one row of an import names."""

    id: str
    image: Path
    label: Path | None = None
    patient_id: str = ""
    split: SplitName | None = None


@dataclass(frozen=True)
class Imported:
    """The case; `known` when it was there before, with nothing left to add."""

    case: Case
    known: bool


def import_nifti_case(
    *, project: Project, row: NiftiCase, approved: bool, actor: User, modality: str = "MR"
) -> Imported:
    """Store an image as a DICOM series, make its case, and take its label in.

    Everything is checked before anything is stored. Importing the same files again changes nothing.

    Args:
        project: where it goes.
        row: files, patient, split.
        approved: whether the label counts at once or is a draft to correct.
        actor: answers for the label as its author.
        modality: of the series that is made.

    Raises:
        ScanRefused, MaskRefused: 422 with the imaging code. SplitIsFrozen, InstanceConflict: 409.
    """
    try:
        volume, geometry = read_image(row.image)
        mask = read_mask(row.label, geometry) if row.label else None
        if mask is not None:
            check_labels_of(project, mask)
        datasets = series_from_volume(
            volume,
            geometry,
            patient=PatientIdentity(row.patient_id or row.id),
            uid_seed=f"{project.slug}/{row.id}",
            modality=modality,
            text=SeriesText(series_description=row.id),
        )
    except ImagingProblem as problem:
        raise ScanRefused.of(problem) from problem
    with transaction.atomic():
        case = store_scan(project=project, datasets=datasets, user=actor, split=row.split)
        known = _is_known(case, mask)
        if mask is not None and not known:
            import_label(case=case, mask=mask, approved=approved, actor=actor)
    return Imported(case, known)


def _is_known(case: Case, mask: Mask | None) -> bool:
    """Whether the case is further on than an import could bring it."""
    if mask is None:
        return case.state != CaseState.READY
    return case.state not in POOL or case.drafts.exists()
