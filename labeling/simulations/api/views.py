"""Simulations over HTTP."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.core.pagination import Page
from labeling.projects.permissions import Act, project_for, require
from labeling.projects.strategies import CATALOGUE
from labeling.simulations import selectors, services
from labeling.simulations.api import serializers as s
from labeling.simulations.parameters import STRATEGIES, Parameters, suggested


def _parameters(request: Request) -> Parameters:
    body = s.ParametersSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    return Parameters.from_json(body.validated_data)


class Simulations(APIView):
    pagination_class = Page

    @extend_schema(operation_id="list_simulations", responses=s.SimulationSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Newest first."""
        project = project_for(person_of(request), slug)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(selectors.simulations_of(project), request, view=self)
        return pages.get_paginated_response(s.SimulationSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="request_simulation",
        request=s.ParametersSerializer,
        responses={202: s.SimulationSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Simulate on what is approved now; 409 while one runs, 422 with too few labels."""
        person = person_of(request)
        project = project_for(person, slug, Act.TRAIN)
        made = services.request_simulation(
            project=project, user=person, parameters=_parameters(request)
        )
        return Response(s.SimulationSerializer(made).data, status=status.HTTP_202_ACCEPTED)


class Forecasts(APIView):
    @extend_schema(operation_id="suggest_simulation", responses=s.SuggestionSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """What would fit the approved masks, and what that would take."""
        project = project_for(person_of(request), slug)
        parameters = suggested(selectors.approved_count(project))
        found = {
            **asdict(selectors.forecast(project, parameters)),
            "parameters": parameters.to_json(),
            "strategies": [one for one in CATALOGUE if one["name"] in STRATEGIES],
        }
        return Response(s.SuggestionSerializer(found).data)

    @extend_schema(
        operation_id="forecast_simulation",
        request=s.ParametersSerializer,
        responses=s.ForecastSerializer,
    )
    def post(self, request: Request, slug: str) -> Response:
        """How many trainings and about how many seconds; nothing is started."""
        project = project_for(person_of(request), slug, Act.TRAIN)
        found = selectors.forecast(project, _parameters(request))
        return Response(s.ForecastSerializer(found).data)


class OneSimulation(APIView):
    @extend_schema(operation_id="get_simulation", responses=s.SimulationDetailSerializer)
    def get(self, request: Request, simulation_id: int) -> Response:
        """A simulation with its curves, once it is done."""
        found = selectors.simulation_for(person_of(request), simulation_id)
        return Response(s.SimulationDetailSerializer(found).data)


class Cancellation(APIView):
    @extend_schema(operation_id="cancel_simulation", request=None, responses=s.SimulationSerializer)
    def post(self, request: Request, simulation_id: int) -> Response:
        """Stop it; what was computed is dropped. 409 when it is over."""
        person = person_of(request)
        found = selectors.simulation_for(person, simulation_id)
        require(person, found.project, Act.TRAIN)
        ended = services.cancel_simulation(simulation_id=found.pk, user=person)
        return Response(s.SimulationSerializer(ended).data)
