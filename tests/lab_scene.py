"""What `editor_lab` makes, through the services: people, phantoms as stored DICOM, drafts with doubt, assignments."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from labeling.accounts.models import User
from labeling.assign.services import assign_cases
from labeling.cohorts.models import Case, SplitName
from labeling.cohorts.selectors import case_name
from labeling.cohorts.services import open_case, set_split
from labeling.imaging.geometry import Geometry
from labeling.ingest.models import Patient
from labeling.ingest.services import store_series
from labeling.prelabel.services import store_draft
from labeling.projects.models import Project
from tests.factories import make_member, make_project
from tests.images import make_series
from tests.lab_film import store_film
from tests.lab_findings import make_findings_scene, make_xray_case
from tests.lab_series import add_series
from tests.phantom import LABELS, Phantom, make_phantom

PASSWORD = "demo-password-1"


def make_scene(options: Any) -> dict[str, Any]:
    """The project with everything in it; what a browser test needs to know of it."""
    slug = options.project
    project = _project(slug, options)
    people = {
        role: make_member(project, role, f"{slug}-{role}")
        for role in ("lead", "reviewer", "engineer")
    }
    readers = [
        make_member(project, "annotator", f"{slug}-reader{number}")
        for number in range(1, options.readers + 1)
    ]
    people |= {f"reader{number}": user for number, user in enumerate(readers, start=1)}
    cases = [_case(project, options, number) for number in range(options.cases)]
    if options.film:
        cases.append(store_film(project, name=f"{slug}-film"))
    assigned = _assign(project, cases, readers, double=options.double)
    return {
        "slug": slug,
        "people": {
            name: {"username": user.username, "password": PASSWORD} for name, user in people.items()
        },
        "cases": [_told(case, assigned, people) for case in cases],
    }


def _project(slug: str, options: Any) -> Project:
    if options.findings:
        return make_findings_scene(slug, options.findings)
    return make_project(
        slug, name="Abdomen CT phantoms", labels=LABELS, modality="CT", case_prefix="LAB",
        holdout_share=0, validation_share=0,  # whoever is first to draw a split draws train
    )  # fmt: skip


def store_phantom(
    project: Project, phantom: Phantom, *, spacing: tuple[float, float, float], name: str
) -> Case:
    """The phantom as a stored axial CT series, and its case in the train split."""
    geometry = Geometry.from_axes(
        phantom.image.shape, spacing, (-40.0, -40.0, 100.0), (1, 0, 0), (0, 1, 0)
    )
    datasets = make_series(
        phantom.image, geometry, seed=name, patient_id=name, modality="CT", description="phantom"
    )
    series = store_series(project=project, datasets=datasets)
    set_split(patient=Patient.objects.get(pk=series.study.patient_id), name=SplitName.TRAIN)
    return open_case(series_id=series.pk)


def draft_phantom(case: Case, phantom: Phantom) -> None:
    """The phantom's draft with its errors, its doubt and doubtful places."""
    store_draft(
        case=case,
        version=None,
        mask=phantom.draft,
        uncertainty=phantom.doubt,
        slice_doubt=(phantom.doubt.astype(np.float32).mean(axis=(1, 2)) / 255).tolist(),
        doubtful_places=[{"index": list(place), "value": 1.0} for place in phantom.places],
    )


def _case(project: Project, options: Any, number: int) -> Case:
    if options.findings:
        return make_xray_case(project, number, draft=not options.no_draft)
    phantom = make_phantom(tuple(options.shape), seed=number)
    name = f"{project.slug}-{number}"
    case = store_phantom(project, phantom, spacing=tuple(options.spacing), name=name)
    if not options.no_draft:
        draft_phantom(case, phantom)
    if options.series:
        add_series(case, seed=number)
    return case


def _assign(
    project: Project, cases: list[Case], readers: list[User], *, double: bool
) -> Mapping[int, list[tuple[User, int]]]:
    """By case: who has it, and the assignment."""
    done = assign_cases(
        project=project,
        cases=[case.pk for case in cases],
        readers=[(readers[0], len(cases)), *((reader, 0) for reader in readers[1:])],
        due=None,
        double_read_rate=1.0 if double else 0.0,
        actor=None,
        seed=1,
    )
    given: dict[int, list[tuple[User, int]]] = {case.pk: [] for case in cases}
    for one in done.created:
        given[one.case_id].append((one.assignee, one.pk))
    return given


def _told(
    case: Case, assigned: Mapping[int, list[tuple[User, int]]], people: Mapping[str, User]
) -> dict[str, Any]:
    names = {user.pk: name for name, user in people.items()}
    return {
        "id": case.pk,
        "name": case_name(case),
        "assignments": {names[user.pk]: pk for user, pk in assigned[case.pk]},
    }
