"""Search of cases, and saved searches, over HTTP."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.cohorts import selectors, services
from labeling.cohorts.api import serializers as s
from labeling.cohorts.errors import NotInAnAddress
from labeling.cohorts.models import Case, CohortKind
from labeling.core.pagination import Page
from labeling.projects.permissions import Act, project_for

_QUERY = [
    OpenApiParameter(name, str)
    for name in (*selectors.ALLOWED, "sort")
    if name not in selectors.NAMES_PATIENTS
]
_PAGES = [OpenApiParameter("page", int), OpenApiParameter("page_size", int)]


class Cases(APIView):
    pagination_class = Page

    @extend_schema(
        operation_id="list_cases", parameters=_QUERY, responses=s.CaseRowSerializer(many=True)
    )
    def get(self, request: Request, slug: str) -> Response:
        """Search the cases of a project by DICOM attributes, wildcards * and ? allowed.

        Attributes that say who a patient is are refused here: POST cases/search takes them.
        """
        project = project_for(person_of(request), slug)
        query = request.query_params.dict()
        for name in selectors.NAMES_PATIENTS & query.keys():
            raise NotInAnAddress(got=name)
        return _page(self, request, selectors.search_cases(project, query))


class Channels(APIView):
    @extend_schema(operation_id="get_channels", responses=s.CompletenessSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """How many cases have every sequence that a model is to be shown, and which lack one."""
        project = project_for(person_of(request), slug)
        return Response(s.CompletenessSerializer(selectors.completeness(project)).data)


class CaseSearch(APIView):
    pagination_class = Page

    @extend_schema(
        operation_id="search_cases",
        parameters=_PAGES,
        request=s.CaseSearchSerializer,
        responses=s.CaseRowSerializer(many=True),
    )
    def post(self, request: Request, slug: str) -> Response:
        """Search as GET cases does, by who a patient is too: a body stands in no address or log."""
        project = project_for(person_of(request), slug)
        body = s.CaseSearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _page(self, request, selectors.search_cases(project, body.validated_data))


def _page(view: Cases | CaseSearch, request: Request, cases: QuerySet[Case]) -> Response:
    pages = view.pagination_class()
    rows = pages.paginate_queryset(cases, request, view=view)
    return pages.get_paginated_response(s.CaseRowSerializer(rows, many=True).data)


class Cohorts(APIView):
    @extend_schema(operation_id="list_cohorts", responses=s.CohortSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(person_of(request), slug)
        return Response(s.CohortSerializer(selectors.cohorts_of(project), many=True).data)

    @extend_schema(
        operation_id="save_cohort",
        request=s.NewCohortSerializer,
        responses={201: s.CohortDetailSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Keep a search and the cases that it finds now."""
        person = person_of(request)
        project = project_for(person, slug, Act.MANAGE)
        body = s.NewCohortSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        cohort = services.save_cohort(
            project=project,
            user=person,
            name=data["name"],
            kind=CohortKind(data["kind"]),
            query=data["query"],
            case_ids=data.get("cases"),
        )
        saved = selectors.cohort_for(person, cohort.pk)
        return Response(s.CohortDetailSerializer(saved).data, status=status.HTTP_201_CREATED)


class OneCohort(APIView):
    @extend_schema(operation_id="get_cohort", responses=s.CohortDetailSerializer)
    def get(self, request: Request, cohort_id: int) -> Response:
        cohort = selectors.cohort_for(person_of(request), cohort_id)
        return Response(s.CohortDetailSerializer(cohort).data)
