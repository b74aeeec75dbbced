"""Records for tests, made through the services, with real stored pixels.

project = make_project()
reader = make_member(project, "annotator")
case = make_case(project)             # a ready case of 6 x 5 x 7 voxels, in the train split
assignment = make_assignment(case, reader)
revision = make_submission(assignment)
"""

from itertools import count

import numpy as np
from django.contrib.auth import get_user_model
from numpy.typing import NDArray
from rest_framework.test import APIClient

from labeling.accounts.models import User
from labeling.annotate.models import Annotation, Revision
from labeling.annotate.selectors import current_mask, shape_of
from labeling.annotate.services import open_annotation, submit_annotation, submit_answers
from labeling.annotate.services.locking import Edit
from labeling.assign.models import Assignment
from labeling.assign.services import assign_cases
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.cohorts.services import move_case, open_case, set_split
from labeling.imaging.findings import Answers, Box, answers_sha256
from labeling.imaging.masks import encode_mask, mask_sha256
from labeling.ingest.models import Patient, SeriesState
from labeling.ingest.services import store_series
from labeling.prelabel.models import Draft
from labeling.prelabel.services import store_draft
from labeling.projects.models import Finding, Label, Membership, Project, Role, Task
from labeling.review.models import Review
from labeling.review.services import approve_revision
from tests.enhanced import enhanced
from tests.images import SHAPE, make_series

_NUMBERS = count(1)
Mask = NDArray[np.uint8]


def make_user(username: str = "", *, admin: bool = False) -> User:
    """A person with the password `demo-password-1`; `admin` sees every project."""
    name = username or f"person{next(_NUMBERS)}"
    make = get_user_model().objects.create_user
    return make(name, password="demo-password-1", is_superuser=admin)


def make_project(
    slug: str = "", *, labels: tuple[str, ...] = ("Anterior", "Posterior"), **values: object
) -> Project:
    """With labels 1, 2, ... and no automatic training."""
    number = next(_NUMBERS)
    fields = {"name": f"Project {number}", "case_prefix": "CASE", "retrain_after": 0, **values}
    project = Project.objects.create(slug=slug or f"project-{number}", **fields)
    for value, name in enumerate(labels, start=1):
        Label.objects.create(project=project, value=value, name=name, color=value)
    return project


def make_findings_project(slug: str = "", **values: object) -> Project:
    """Of X-rays: pneumonia and mass, which may be boxed, and no finding, which excludes them."""
    project = make_project(slug, labels=(), task=Task.CLASSIFICATION, modality="DX", **values)
    asked = (("pneumonia", True, False), ("mass", True, False), ("no-finding", False, True))
    for order, (key, boxes, alone) in enumerate(asked, start=1):
        Finding.objects.create(
            project=project,
            order=order,
            key=key,
            name=key.replace("-", " ").capitalize(),
            color=order,
            asks_boxes=boxes,
            excludes_others=alone,
        )
    return project


def answers_of(case: Case, *, pneumonia: str = "present", box: bool = True) -> Answers:
    """Every finding answered; a present pneumonia with a box on the lowest slice."""
    boxes: list[Box] = [{"slice": case.series.slices[0], "box": [1, 1, 4, 3]}] if box else []
    return {
        "pneumonia": {"state": pneumonia, "boxes": boxes if pneumonia != "absent" else []},
        "mass": {"state": "absent", "boxes": []},
        "no-finding": {"state": "absent", "boxes": []},
    }


def make_member(project: Project, role: Role | str, username: str = "") -> User:
    """A new person with this role in the project."""
    user = make_user(username)
    Membership.objects.create(project=project, user=user, role=Role(role))
    return user


def make_case(
    project: Project | None = None,
    *,
    shape: tuple[int, int, int] = SHAPE,
    patient_id: str = "",
    split: SplitName | str | None = SplitName.TRAIN,
    volume: NDArray[np.int16] | None = None,
    draft: Mask | bool = False,
    multi_frame: bool = False,
    **series: object,
) -> Case:
    """A ready case with a real stored series of `shape`, of a patient of its own by default.

    Args:
        project: a new one by default.
        shape: `(z, y, x)`.
        patient_id: of DICOM; a new patient by default.
        split: of the patient; None has it drawn.
        volume: intensities; random ones by default.
        draft: a mask to pre-label it with; True makes a small one.
        multi_frame: stored as one enhanced object whose first frame is the uppermost.
        series: further arguments of `tests.images.make_series`.
    """
    project = project or make_project()
    number = next(_NUMBERS)
    grid = np.random.default_rng(number).integers(0, 1000, shape).astype(np.int16)
    datasets = make_series(
        grid if volume is None else volume,
        seed=f"case-{number}",
        patient_id=patient_id or f"P{number:04d}",
        **series,  # type: ignore[arg-type]
    )
    if multi_frame:
        datasets = [enhanced(datasets[::-1], seed=f"case-{number}")]
    stored = store_series(project=project, datasets=datasets)
    assert stored.state == SeriesState.READY, stored.problem
    if split is not None:
        set_split(patient=Patient.objects.get(pk=stored.study.patient_id), name=SplitName(split))
    case = open_case(series_id=stored.pk)
    if draft is not False:
        make_draft(case, None if draft is True else draft)
    return Case.objects.select_related("project", "patient__split", "series__study").get(pk=case.pk)


def some_mask(case: Case, seed: int = 0, labels: int = 2) -> Mask:
    """Random label values 0 to `labels` on the case's grid."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, labels + 1, shape_of(case)).astype(np.uint8)


def make_draft(case: Case, mask: Mask | None = None) -> Draft:
    """A draft without a model; the case becomes drafted."""
    return store_draft(case=case, version=None, mask=some_mask(case, 7) if mask is None else mask)


def make_assignment(case: Case, reader: User, *, second: User | None = None) -> Assignment:
    """The case given to a reader, and to a blind second one if asked; the first one's assignment."""
    readers = [(reader, 1)] + ([(second, 0)] if second else [])
    done = assign_cases(
        project=case.project,
        cases=[case.pk],
        readers=readers,
        due=None,
        double_read_rate=1.0 if second else 0.0,
        actor=None,
        seed=1,
    )
    case.refresh_from_db()
    return done.created[0]


def open_for(assignment: Assignment) -> tuple[Annotation, Edit]:
    """The reader's working copy, opened, and what the next change must bring."""
    annotation = open_annotation(assignment=assignment, user=assignment.assignee)
    assert annotation.assignment is not None
    return annotation, Edit(annotation.version, annotation.assignment.lease_token)


def make_submission(
    assignment: Assignment, mask: Mask | None = None, *, active_seconds: int = 60
) -> Revision:
    """The reader opens the case and hands in a mask; what it began from by default."""
    annotation, edit = open_for(assignment)
    shown = current_mask(annotation) if mask is None else mask
    return submit_annotation(
        annotation=annotation,
        edit=Edit(edit.version, edit.lease_token, active_seconds),
        mask_bytes=encode_mask(shown),
        sha256=mask_sha256(shown),
    )


def make_reading(
    assignment: Assignment, answers: Answers | None = None, *, active_seconds: int = 60
) -> Revision:
    """The reader opens the case, answers and hands in, without asking for the proposal."""
    annotation, edit = open_for(assignment)
    said = answers_of(assignment.case) if answers is None else answers
    return submit_answers(
        annotation=annotation,
        edit=Edit(edit.version, edit.lease_token, active_seconds),
        answers=said,
        sha256=answers_sha256(said),
    )


def make_approved(
    project: Project, mask: Mask | None = None, *, reader: User | None = None, **case: object
) -> Review:
    """A case that went the whole way: assigned, submitted, approved by another person."""
    made = make_case(project, **case)  # type: ignore[arg-type]
    reader = reader or make_member(project, Role.ANNOTATOR)
    shown = some_mask(made, made.pk) if mask is None else mask
    revision = make_submission(make_assignment(made, reader), shown)
    return approve_revision(revision=revision, reviewer=make_member(project, Role.REVIEWER))


def make_picked(case: Case) -> Case:
    """Moved by the machine, without a round."""
    return move_case(case=case, to=CaseState.PICKED, actor=None)


def signed_in(user: User | None) -> APIClient:
    """An API client of this person; None is nobody."""
    client = APIClient()
    if user is not None:
        client.force_login(user)
    return client
