"""A picture of an X-ray as a DICOM series of one image, and its case."""

from django.db import transaction

from labeling.accounts.models import User
from labeling.cohorts.models import Case
from labeling.imaging.pictures import secondary_capture
from labeling.imaging.problems import ImagingProblem
from labeling.imaging.synthesis import derived_uid
from labeling.projects.models import Project
from labeling.review.picture_table import PictureRow
from labeling.review.services.scans import ScanRefused, store_scan


def picture_series_uid(project: Project, name: str) -> str:
    """The SeriesInstanceUID that an imported picture of this name has in the project."""
    return derived_uid(_seed(project, name), "series")


def import_picture(*, project: Project, row: PictureRow, user: User, modality: str) -> Case:
    """Store a picture and open its case. Importing the same file again changes nothing.

    Args:
        project: where it goes.
        row: file, patient, words, split.
        user: who brings it in.
        modality: of the device that took it.

    Raises:
        ScanRefused: 422 with the imaging code. SplitIsFrozen, InstanceConflict: 409.
    """
    try:
        ds = secondary_capture(
            row.path,
            patient=row.patient,
            uid_seed=_seed(project, row.id),
            modality=modality,
            text=row.text,
        )
    except ImagingProblem as problem:
        raise ScanRefused.of(problem) from problem
    with transaction.atomic():
        return store_scan(project=project, datasets=[ds], user=user, split=row.split)


def _seed(project: Project, name: str) -> str:
    return f"{project.slug}/{name}"
