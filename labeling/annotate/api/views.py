"""The editor's calls: open, load, save, keep alive, submit."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.accounts.models import User
from labeling.annotate import selectors, services
from labeling.annotate.api import headers
from labeling.annotate.api import serializers as s
from labeling.annotate.api.octets import MEDIA_TYPE, OctetParser, body_of, octets
from labeling.annotate.api.opened import opened_answer
from labeling.annotate.models import Annotation, Revision
from labeling.assign.api.headers import lease_token, window_of
from labeling.assign.selectors import assignment_for
from labeling.assign.services import LEASE, next_assignment
from labeling.cohorts.selectors import case_for
from labeling.prelabel.errors import NoMask
from labeling.rounds.api.scores import WhyQuerySerializer, WhySerializer
from labeling.rounds.api.serializers import RoundDetailSerializer
from labeling.rounds.errors import NotExplained
from labeling.rounds.selectors import class_names, label_names, round_for, why

BYTES = {(200, MEDIA_TYPE): OpenApiTypes.BINARY}
UPLOAD = {MEDIA_TYPE: OpenApiTypes.BINARY}


class OneCase(APIView):
    @extend_schema(operation_id="get_case", responses=s.CaseDetailSerializer)
    def get(self, request: Request, case_id: int) -> Response:
        """Everything a viewer needs to show the case."""
        person = person_of(request)
        detail = selectors.case_detail(case_for(person, case_id), person)
        return Response(s.CaseDetailSerializer(detail).data)


class WhyCase(APIView):
    @extend_schema(
        operation_id="explain_case",
        parameters=[
            OpenApiParameter("round", int, description="Its number; the last one without.")
        ],
        responses=WhySerializer,
    )
    def get(self, request: Request, case_id: int) -> Response:
        """Why this case was picked; 404 when it was neither picked nor scored, or may not be told yet."""
        person = person_of(request)
        case = case_for(person, case_id)
        asked = WhyQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        told = selectors.may_see_proposal(person, case)
        found = why(case, asked.validated_data["round"]) if told else None
        if found is None:
            raise NotExplained
        return Response(WhySerializer(found).data)


class OneRound(APIView):
    @extend_schema(operation_id="get_round", responses=RoundDetailSerializer)
    def get(self, request: Request, round_id: int) -> Response:
        """A round with its picks, each with what it was ranked by where that may be told already."""
        person = person_of(request)
        found = round_for(person, round_id)
        context = {
            "labels": label_names(found.project),
            "classes": class_names(found.project),
            "told": selectors.proposals_seen(
                person, found.project, [pick.case for pick in found.picks.all()]
            ),
        }
        return Response(RoundDetailSerializer(found, context=context).data)


class Open(APIView):
    @extend_schema(operation_id="open_assignment", request=None, responses=s.AnnotationSerializer)
    def post(self, request: Request, assignment_id: int) -> Response:
        """Open my case for work. An older window of the same case loses its lease."""
        person = person_of(request)
        assignment = assignment_for(person, assignment_id)
        annotation = services.open_annotation(
            assignment=assignment, user=person, window=window_of(request)
        )
        return opened_answer(annotation, person)


class OpenAgain(APIView):
    @extend_schema(operation_id="open_annotation", request=None, responses=s.AnnotationSerializer)
    def post(self, request: Request, annotation_id: int) -> Response:
        """Open my working copy again, a read, a correction or a merge. An older window loses its lease."""
        person = person_of(request)
        annotation = selectors.annotation_for(person, annotation_id)
        again = services.reopen_annotation(
            annotation=annotation, user=person, window=window_of(request)
        )
        return opened_answer(again, person)


class CurrentMask(APIView):
    @extend_schema(operation_id="get_annotation_mask", responses=BYTES)
    def get(self, request: Request, annotation_id: int) -> HttpResponse:
        """The working copy: gzip of uint8 (z, y, x)."""
        annotation = selectors.annotation_for(person_of(request), annotation_id)
        if annotation.answers is not None:
            raise NoMask
        return octets(selectors.current_mask_bytes(annotation), f"v{annotation.version}")


class Checks(APIView):
    @extend_schema(operation_id="get_annotation_checks", responses=s.ChecksSerializer)
    def get(self, request: Request, annotation_id: int) -> Response:
        """What looks odd about the working copy as it is stored. It warns, and refuses nothing."""
        annotation = selectors.annotation_for(person_of(request), annotation_id)
        checked = services.check_working_copy(annotation=annotation)
        return Response({"version": checked.version, "findings": checked.findings})


class Slices(APIView):
    parser_classes = (OctetParser,)

    @extend_schema(
        operation_id="save_slices",
        request=UPLOAD,
        parameters=headers.EDIT,
        responses=s.SavedSerializer,
    )
    def patch(self, request: Request, annotation_id: int) -> Response:
        """Save the slices that changed since the version in If-Match."""
        annotation = selectors.annotation_for(person_of(request), annotation_id)
        patch = body_of(request)
        edit = headers.edit_of(request)
        saved = services.save_slices(annotation=annotation, edit=edit, patch=patch)
        return Response(
            {"version": saved.version, "saved_at": saved.saved_at},
            headers={"ETag": f'"v{saved.version}"'},
        )


class Heartbeat(APIView):
    @extend_schema(
        operation_id="keep_lease",
        request=None,
        parameters=[headers.LEASE],
        responses=s.LeaseSerializer,
    )
    def post(self, request: Request, annotation_id: int) -> Response:
        """Say that the editor is still open."""
        annotation = selectors.annotation_for(person_of(request), annotation_id)
        held = services.heartbeat(annotation=annotation, token=lease_token(request))
        return Response(
            {
                "lease_until": held.lease_until,
                "lease_seconds": int(LEASE.total_seconds()),
            }
        )


class Submit(APIView):
    parser_classes = (OctetParser,)

    @extend_schema(
        operation_id="submit_annotation",
        request=UPLOAD,
        parameters=[*headers.EDIT, headers.HASH],
        responses=s.SubmittedSerializer,
    )
    def post(self, request: Request, annotation_id: int) -> Response:
        """Hand in the whole mask; says which case comes next."""
        person = person_of(request)
        annotation = selectors.annotation_for(person, annotation_id)
        mask_bytes = body_of(request)
        revision = services.submit_annotation(
            annotation=annotation,
            edit=headers.edit_of(request),
            mask_bytes=mask_bytes,
            sha256=headers.mask_hash(request),
        )
        return Response(handed_in(person, annotation, revision))


def handed_in(person: User, annotation: Annotation, revision: Revision) -> dict[str, Any]:
    """What a submission answers: the revision, and which case comes next."""
    following = next_assignment(person, annotation.case.project)
    return {
        "revision_id": revision.pk,
        "number": revision.number,
        "next_assignment_id": following.pk if following else None,
        "statistics": s.statistics_of(revision, person),
    }
