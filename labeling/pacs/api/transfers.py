"""Search, pulls and sends over HTTP."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.cohorts.models import Cohort
from labeling.cohorts.selectors import cohort_in
from labeling.core.pagination import Page
from labeling.pacs import selectors, services
from labeling.pacs.api import serializers as s
from labeling.pacs.models import Pull
from labeling.pacs.progress import progress_of_pulls
from labeling.projects.models import Project
from labeling.projects.permissions import Act, project_for, require

_SERIES_TOLD = 100
_REFUSALS_TOLD = 20


class SearchPacs(APIView):
    @extend_schema(
        operation_id="search_pacs", request=s.PacsSearchSerializer, responses=s.FoundSerializer
    )
    def post(self, request: Request, slug: str, pacs_id: int) -> Response:
        """Search the series of a PACS. A POST, so that nothing of a patient stands in an address."""
        project = project_for(person_of(request), slug, Act.UPLOAD)
        pacs = selectors.linked_pacs(project, pacs_id)
        body = s.PacsSearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = dict(body.validated_data)
        limit, offset = asked.pop("limit"), asked.pop("offset")
        found = services.search_series(
            project=project, pacs=pacs, filters=asked, limit=limit, offset=offset
        )
        return Response(s.FoundSerializer(found).data)


class Pulls(APIView):
    pagination_class = Page

    @extend_schema(operation_id="list_pulls", responses=s.PullSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The pulls of the project, newest first."""
        project = project_for(person_of(request), slug, Act.UPLOAD)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(selectors.pulls_of(project), request, view=self) or []
        return pages.get_paginated_response(
            s.PullSerializer(rows, many=True, context=_context(rows)).data
        )

    @extend_schema(
        operation_id="start_pull",
        request=s.NewPullSerializer,
        responses={201: s.PullDetailSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Fetch series from a PACS in the background; their cases may join a cohort."""
        person = person_of(request)
        project = project_for(person, slug, Act.UPLOAD)
        body = s.NewPullSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        pull = services.start_pull(
            project=project,
            user=person,
            pacs=selectors.linked_pacs(project, data["pacs"]),
            series=[services.SeriesAddress(**address) for address in data["series"]],
            cohort=_cohort(project, data["cohort"]),
            cohort_name=(data["cohort"] or {}).get("name", ""),
        )
        return _detail(pull, status.HTTP_201_CREATED)


class OnePull(APIView):
    @extend_schema(operation_id="get_pull", responses=s.PullDetailSerializer)
    def get(self, request: Request, pull_id: int) -> Response:
        """How far it is, and the series in trouble: at most the first hundred."""
        return _detail(_pull(request, pull_id))


class StopPull(APIView):
    @extend_schema(operation_id="stop_pull", request=None, responses=s.PullDetailSerializer)
    def post(self, request: Request, pull_id: int) -> Response:
        """Stop after the instance in hand; what came stays."""
        pull = services.stop_pull(pull=_pull(request, pull_id), user=person_of(request))
        return _detail(pull)


class ResumePull(APIView):
    @extend_schema(operation_id="resume_pull", request=None, responses=s.PullDetailSerializer)
    def post(self, request: Request, pull_id: int) -> Response:
        """Go on where it ended."""
        pull = services.resume_pull(pull=_pull(request, pull_id), user=person_of(request))
        return _detail(pull)


class Sends(APIView):
    pagination_class = Page

    @extend_schema(operation_id="list_sends", responses=s.SendSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Approved results on their way back to a PACS, newest first."""
        project = project_for(person_of(request), slug, Act.UPLOAD)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(selectors.sends_of(project), request, view=self)
        return pages.get_paginated_response(s.SendSerializer(rows or [], many=True).data)


class RetrySend(APIView):
    @extend_schema(operation_id="retry_send", request=None, responses=s.SendSerializer)
    def post(self, request: Request, send_id: int) -> Response:
        """Try again what failed or was refused."""
        person = person_of(request)
        send = selectors.visible_send(person, send_id)
        require(person, send.project, Act.MANAGE)
        services.retry_send(send=send, user=person)
        return Response(s.SendSerializer(selectors.visible_send(person, send_id)).data)


def _pull(request: Request, pull_id: int) -> Pull:
    person = person_of(request)
    pull = selectors.visible_pull(person, pull_id)
    require(person, pull.project, Act.UPLOAD)
    return pull


def _detail(pull: Pull, code: int = status.HTTP_200_OK) -> Response:
    told = selectors.series_to_tell(pull, _SERIES_TOLD)
    context = {
        **_context([pull]),
        "series": told,
        "refusals": selectors.refusals_of(told, _REFUSALS_TOLD),
        "series_in_trouble": selectors.series_in_trouble(pull),
    }
    return Response(s.PullDetailSerializer(pull, context=context).data, status=code)


def _context(pulls: Sequence[Pull]) -> dict[str, Any]:
    return {"progress": progress_of_pulls(pulls)}


def _cohort(project: Project, wanted: dict[str, Any] | None) -> Cohort | None:
    """Raises: NotHere, 404."""
    return cohort_in(project, wanted["id"]) if wanted and "id" in wanted else None
