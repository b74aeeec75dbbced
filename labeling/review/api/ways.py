"""Where the cases of a round can be opened, over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.review.selectors import ways_into
from labeling.rounds.selectors import round_for


class WaySerializer(serializers.Serializer[Any]):
    """Where I can open a case: my own read in the editor, or what was handed in, in review."""

    case = serializers.IntegerField()
    assignment = serializers.IntegerField(allow_null=True)
    revision = serializers.IntegerField(allow_null=True)


class WaysIntoRound(APIView):
    @extend_schema(operation_id="list_ways_into_round", responses=WaySerializer(many=True))
    def get(self, request: Request, round_id: int) -> Response:
        """Of the round's cases those that I can open, and where."""
        person = person_of(request)
        found = ways_into(round_for(person, round_id), person)
        return Response(WaySerializer(found, many=True).data)
