"""Rounds, models and training runs over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.core.pagination import Page
from labeling.projects.permissions import Act, project_for, require
from labeling.rounds import selectors, services
from labeling.rounds.api import serializers as s
from labeling.rounds.api.judgement import QueryRateSerializer
from labeling.rounds.lanes import Lane
from labeling.rounds.selectors import model_for, training_run_for


class Rounds(APIView):
    pagination_class = Page

    @extend_schema(operation_id="list_rounds", responses=s.RoundSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Newest first."""
        project = project_for(person_of(request), slug)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(selectors.rounds_of(project), request, view=self)
        return pages.get_paginated_response(s.RoundSerializer(rows, many=True).data)

    @extend_schema(operation_id="request_picks", request=None, responses={202: None})
    def post(self, request: Request, slug: str) -> Response:
        """Pick a new batch now, with the live model or by chance before there is one."""
        person = person_of(request)
        services.request_picks(project=project_for(person, slug, Act.TRAIN), user=person)
        return Response(status=status.HTTP_202_ACCEPTED)


class Models(APIView):
    @extend_schema(operation_id="list_models", responses=s.ModelSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Newest first."""
        project = project_for(person_of(request), slug)
        return Response(s.ModelSerializer(selectors.models_of(project), many=True).data)


class OneModel(APIView):
    @extend_schema(operation_id="get_model", responses=s.ModelDetailSerializer)
    def get(self, request: Request, model_id: int) -> Response:
        """A model with its spec, its judgement and what it was trained on."""
        return Response(s.ModelDetailSerializer(model_for(person_of(request), model_id)).data)


class QueryRates(APIView):
    @extend_schema(operation_id="list_query_rates", responses=QueryRateSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Which subgroups the picks asked about, beside the pool."""
        project = project_for(person_of(request), slug)
        return Response(QueryRateSerializer(selectors.query_rates(project), many=True).data)


class Promotion(APIView):
    @extend_schema(
        operation_id="promote_model", request=s.PromotionSerializer, responses=s.ModelSerializer
    )
    def post(self, request: Request, model_id: int) -> Response:
        """Make a model live; a rejected one needs a reason."""
        person = person_of(request)
        version = model_for(person, model_id)
        require(person, version.project, Act.TRAIN)
        body = s.PromotionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        version = services.promote_model(
            version=version, by=person, reason=body.validated_data["reason"]
        )
        return Response(s.ModelSerializer(version).data)


class RollBack(APIView):
    @extend_schema(operation_id="roll_back_model", request=None, responses=s.ModelSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """Make the previous champion live again."""
        person = person_of(request)
        project = project_for(person, slug, Act.TRAIN)
        return Response(s.ModelSerializer(services.roll_back(project=project, user=person)).data)


class TrainingRuns(APIView):
    pagination_class = Page

    @extend_schema(operation_id="list_training_runs", responses=s.TrainingRunSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Newest first."""
        project = project_for(person_of(request), slug)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(selectors.training_runs_of(project), request, view=self)
        return pages.get_paginated_response(s.TrainingRunSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="request_training",
        request=s.TrainingRequestSerializer,
        responses={202: s.TrainingRunSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Train on what is approved now; 409 while a training runs, 422 with nothing approved."""
        person = person_of(request)
        project = project_for(person, slug, Act.TRAIN)
        body = s.TrainingRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        lane = Lane(body.validated_data["lane"])
        run = services.request_training(project=project, trigger="person", user=person, lane=lane)
        return Response(s.TrainingRunSerializer(run).data, status=status.HTTP_202_ACCEPTED)


class OneTrainingRun(APIView):
    @extend_schema(operation_id="get_training_run", responses=s.TrainingRunDetailSerializer)
    def get(self, request: Request, run_id: int) -> Response:
        """A training run with its curve and progress."""
        run = training_run_for(person_of(request), run_id)
        return Response(s.TrainingRunDetailSerializer(run).data)
