"""The expert masks play the readers, through the services that the browser uses."""

from labeling.accounts.models import User
from labeling.annotate.services import open_annotation, submit_annotation
from labeling.annotate.services.locking import Edit
from labeling.assign.models import Assignment
from labeling.assign.services import assign_cases
from labeling.cohorts.models import Case
from labeling.demo.bundle import expert_mask
from labeling.imaging.masks import encode_mask, mask_sha256
from labeling.projects.models import Project
from labeling.review.services import approve_revision


def play_batch(
    *, project: Project, cases: list[Case], lead: User, reader: User, reviewer: User
) -> None:
    """Assign the cases, submit the expert's mask for each, approve it.

    The last approval that reaches the project's number starts the next training.
    """
    assigned = assign_cases(
        project=project,
        cases=[case.pk for case in cases],
        readers=[(reader, len(cases))],
        due=None,
        double_read_rate=0,
        actor=lead,
    )
    for assignment in assigned.created:
        _play(assignment, reader, reviewer)


def _play(assignment: Assignment, reader: User, reviewer: User) -> None:
    annotation = open_annotation(assignment=assignment, user=reader)
    mask = expert_mask(assignment.case)
    token = annotation.assignment.lease_token if annotation.assignment else None
    revision = submit_annotation(
        annotation=annotation,
        edit=Edit(version=annotation.version, lease_token=token),
        mask_bytes=encode_mask(mask),
        sha256=mask_sha256(mask),
    )
    approve_revision(revision=revision, reviewer=reviewer)
