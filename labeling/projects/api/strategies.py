"""The catalogue of strategies over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.projects.strategies import CATALOGUE


class ParameterSerializer(serializers.Serializer[Any]):
    """A number or a choice that a lead may set."""

    name = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField(help_text="number, integer, option or text.")
    default = serializers.JSONField()
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    options = serializers.ListField(child=serializers.CharField())
    of_members = serializers.ListField(
        child=serializers.CharField(),
        help_text="Options that only several looks at a case can answer.",
    )
    words = serializers.CharField()


@extend_schema_serializer(component_name="StrategyEntry")
class StrategySerializer(serializers.Serializer[Any]):
    """A way to pick the next batch."""

    name = serializers.CharField(help_text="As in a project's `strategy`.")
    title = serializers.CharField()
    explanation = serializers.CharField()
    reference = serializers.CharField(allow_blank=True)
    needs = serializers.ListField(
        child=serializers.CharField(), help_text="Of model, embedding, members, findings."
    )
    parameters = ParameterSerializer(many=True)


class Strategies(APIView):
    @extend_schema(operation_id="list_strategies", responses=StrategySerializer(many=True))
    def get(self, request: Request) -> Response:
        """The ways to pick a batch, the recommended one first, each with its parameters."""
        return Response(StrategySerializer(CATALOGUE, many=True).data)
