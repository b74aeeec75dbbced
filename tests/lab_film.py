"""A film for the editor's lab: a single projection without a place in the patient, as a chest X-ray comes."""

from labeling.cohorts.models import Case, SplitName
from labeling.cohorts.services import open_case, set_split
from labeling.imaging.geometry import Geometry
from labeling.ingest.models import Patient
from labeling.ingest.services import store_series
from labeling.projects.models import Project
from tests.images import make_series
from tests.phantom import make_phantom

SHAPE = (24, 240, 200)
SPACING = 0.5
"""mm at the detector."""


def store_film(project: Project, *, name: str) -> Case:
    """The middle slice of a phantom as a stored DX image, and its case in the train split."""
    image = make_phantom(SHAPE, seed=1).image[SHAPE[0] // 2][None]
    geometry = Geometry.from_axes(
        image.shape, (1.0, SPACING, SPACING), (0.0, 0.0, 0.0), (1, 0, 0), (0, 1, 0)
    )
    datasets = make_series(image, geometry, seed=name, patient_id=name, modality="DX")
    for ds in datasets:
        del ds.ImagePositionPatient, ds.ImageOrientationPatient
        ds.ImagerPixelSpacing = ds.PixelSpacing
        ds.PatientOrientation = ["L", "F"]
    series = store_series(project=project, datasets=datasets)
    set_split(patient=Patient.objects.get(pk=series.study.patient_id), name=SplitName.TRAIN)
    return open_case(series_id=series.pk)
