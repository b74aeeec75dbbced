"""De-identification and held images over HTTP."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.core.errors import BadInput
from labeling.core.pagination import Page
from labeling.imaging.deid.profile import Option
from labeling.ingest import selectors, services
from labeling.ingest.api import deid_serializers as s
from labeling.ingest.models import HeldSeries, ProfileName
from labeling.projects.permissions import Act, project_for, require


class Deidentification(APIView):
    @extend_schema(operation_id="get_deidentification", responses=s.DeidentificationSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """How the project de-identifies what comes in, and what it could choose."""
        project = project_for(person_of(request), slug)
        return Response(s.DeidentificationSerializer(services.settings_of(project)).data)

    @extend_schema(
        operation_id="change_deidentification",
        request=s.DeidentificationChangeSerializer,
        responses=s.DeidentificationSerializer,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Set it for what comes in from now on; what is stored stays as it is."""
        person = person_of(request)
        project = project_for(person, slug, Act.MANAGE)
        body = s.DeidentificationChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        settings = services.change_profile(
            project=project,
            by=person,
            profile=ProfileName(data["profile"]),
            options=[Option(name) for name in data["options"]],
            date_shift_days=data["date_shift_days"],
        )
        return Response(s.DeidentificationSerializer(settings).data)


class UploadDeidentification(APIView):
    @extend_schema(
        operation_id="get_upload_deidentification", responses=s.UploadDeidentificationSerializer
    )
    def get(self, request: Request, upload_id: int) -> Response:
        """What was removed, replaced and kept, by keyword; never a value."""
        upload = selectors.visible_upload(person_of(request), upload_id)
        return Response(s.UploadDeidentificationSerializer(upload).data)


class ProjectHeld(APIView):
    pagination_class = Page

    @extend_schema(operation_id="list_held", responses=s.HeldSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The series whose images may show a name and wait for a decision."""
        project = project_for(person_of(request), slug, Act.MANAGE)
        page = self.pagination_class()
        rows = page.paginate_queryset(selectors.held_in(project), request, view=self)
        return page.get_paginated_response(s.HeldSerializer(rows or [], many=True).data)


class HeldPicture(APIView):
    @extend_schema(
        operation_id="get_held_picture",
        parameters=[OpenApiParameter("instance", int, description="Which image, from 1.")],
        responses={(200, "image/png"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, held_id: int) -> HttpResponse:
        """One image of the series, large; of a multi-frame image its middle."""
        held = _held(request, held_id)
        text = request.query_params.get("instance", "1")
        if not text.isdecimal() or not 1 <= int(text) <= 10**6:
            raise BadInput("instance: expected a number from 1.", expected=1, got=text[:20])
        picture = services.look_at_held(held=held, number=int(text), by=person_of(request))
        response = HttpResponse(picture, content_type="image/png")
        response["Cache-Control"] = "private, no-store"  # it may show a name
        return response


class ReleaseHeld(APIView):
    @extend_schema(operation_id="release_held", request=None, responses=s.DecisionSerializer)
    def post(self, request: Request, held_id: int) -> Response:
        """Nothing in the pixels names a person: store the images and index them."""
        held = _held(request, held_id)
        decision = services.release_held(held=held, by=person_of(request))
        return Response(s.DecisionSerializer(decision).data)


class RejectHeld(APIView):
    @extend_schema(
        operation_id="reject_held", request=s.RejectionSerializer, responses=s.DecisionSerializer
    )
    def post(self, request: Request, held_id: int) -> Response:
        """Remove the images for good."""
        held = _held(request, held_id)
        body = s.RejectionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        decision = services.reject_held(
            held=held, by=person_of(request), reason=body.validated_data["reason"]
        )
        return Response(s.DecisionSerializer(decision).data)


def _held(request: Request, held_id: int) -> HeldSeries:
    person = person_of(request)
    held = selectors.visible_held(person, held_id)
    require(person, held.project, Act.MANAGE)
    return held
