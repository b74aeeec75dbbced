"""What opening a working copy answers, whatever it was opened for."""

from rest_framework.response import Response

from labeling.accounts.models import User
from labeling.annotate import selectors
from labeling.annotate.api import serializers as s
from labeling.annotate.models import Annotation
from labeling.assign.models import AssignmentState
from labeling.assign.services import LEASE
from labeling.cohorts.selectors import case_for
from labeling.projects.selectors import labels_of


def opened_answer(annotation: Annotation, person: User, *, status: int = 200) -> Response:
    """The working copy with its lease, its case and its labels; the ETag is its version."""
    case = case_for(person, annotation.case_id)
    assignment = annotation.assignment
    answer = {
        "id": annotation.pk,
        "version": annotation.version,
        "lease_token": annotation.held.lease_token,
        "lease_seconds": int(LEASE.total_seconds()),
        "assignment_id": assignment.pk if assignment else None,
        "purpose": annotation.purpose,
        "made_from": selectors.sources_as_shown(annotation, person),
        "case": selectors.case_detail(case, person),
        "labels": labels_of(case.project),
        "findings": selectors.findings_work(annotation),
        "draft_id": annotation.draft_id,
        "mask_is_draft": selectors.is_as_drafted(annotation),
        "active_seconds": annotation.active_seconds,
        "state": assignment.state if assignment else AssignmentState.IN_PROGRESS,
        "saved_at": annotation.saved_at,
    }
    return Response(
        s.AnnotationSerializer(answer).data,
        status=status,
        headers={"ETag": f'"v{annotation.version}"'},
    )
