"""What `editor_lab --findings` makes: X-rays, their questions, and what a model proposes for them."""

from typing import Any

from labeling.cohorts.models import Case, SplitName
from labeling.cohorts.services import open_case, set_split
from labeling.ingest.models import Patient
from labeling.ingest.services import store_series
from labeling.prelabel.services import store_findings_draft
from labeling.projects.models import Finding, Project, Task
from tests.factories import make_project
from tests.images import make_series, straight_geometry
from tests.xray import MASS, SHAPE, make_xray

ASKED = (
    ("mass", "Mass", True, False),
    ("pneumonia", "Pneumonia", True, False),
    ("effusion", "Pleural effusion", True, False),
    ("pneumothorax", "Pneumothorax", True, False),
    ("cardiomegaly", "Cardiomegaly", False, False),
    ("no-finding", "No finding", False, True),
)


def make_findings_scene(slug: str, show_proposal: str) -> Project:
    """The project with its questions."""
    project = make_project(
        slug, name="Chest X-ray phantoms", labels=(), modality="DX", case_prefix="CXR", task=Task.CLASSIFICATION,
        show_proposal=show_proposal, holdout_share=0, validation_share=0,
    )  # fmt: skip
    for order, (key, name, boxes, alone) in enumerate(ASKED, start=1):
        Finding.objects.create(
            project=project, order=order, key=key, name=name, color=order,
            asks_boxes=boxes, excludes_others=alone,
        )  # fmt: skip
    return project


def make_xray_case(project: Project, number: int, *, draft: bool) -> Case:
    """One X-ray with a mass; the model sees it, and an effusion that is not there."""
    name = f"{project.slug}-{number}"
    datasets = make_series(
        make_xray(number, mass=True)[None],
        straight_geometry((1, *SHAPE)),
        seed=name,
        patient_id=name,
        modality="DX",
        description="chest PA",
    )
    for ds in datasets:  # a projection has no place in the patient
        del ds.ImagePositionPatient, ds.ImageOrientationPatient
    series = store_series(project=project, datasets=datasets)
    set_split(patient=Patient.objects.get(pk=series.study.patient_id), name=SplitName.TRAIN)
    case = open_case(series_id=series.pk)
    if draft:
        store_findings_draft(case=case, version=None, findings=_proposed(case))
    return case


def _proposed(case: Case) -> dict[str, Any]:
    column, row, radius = MASS
    half = radius // 2 + 4
    box = {
        "slice": case.series.slices[0],
        "box": [column - half, row - half, column + half, row + half],
        "probability": 0.77,
    }
    sure = {"mass": 0.91, "pneumonia": 0.22, "effusion": 0.64, "pneumothorax": 0.03}
    return {
        key: {"probability": value, "boxes": [box] if key == "mass" else []}
        for key, value in {**sure, "cardiomegaly": 0.35, "no-finding": 0.05}.items()
    }
