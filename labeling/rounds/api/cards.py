"""The card of a model in three forms."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.rounds.card import Card, as_markdown, as_page, card_of
from labeling.rounds.selectors import model_for


class CardFactSerializer(serializers.Serializer[Any]):
    """One fact by its name."""

    name = serializers.CharField()
    value = serializers.JSONField(allow_null=True)


class CardTableSerializer(serializers.Serializer[Any]):
    """Rows of words and numbers under column names."""

    title = serializers.CharField()
    head = serializers.ListField(child=serializers.CharField(allow_blank=True))
    rows = serializers.ListField(child=serializers.ListField(child=serializers.JSONField()))


class CardSectionSerializer(serializers.Serializer[Any]):
    """Facts, tables and remarks under a heading."""

    title = serializers.CharField()
    facts = CardFactSerializer(many=True)
    tables = CardTableSerializer(many=True)
    remarks = serializers.ListField(child=serializers.CharField())


class CardSerializer(serializers.Serializer[Any]):
    """Where a model comes from, how it was judged and for whom it does worse."""

    title = serializers.CharField()
    made = serializers.DateField()
    sections = CardSectionSerializer(many=True)


class JsonCard(APIView):
    @extend_schema(operation_id="get_model_card", responses=CardSerializer)
    def get(self, request: Request, model_id: int) -> Response:
        """The model card as data."""
        return Response(_card(request, model_id).to_json())


class MarkdownCard(APIView):
    @extend_schema(
        operation_id="get_model_card_markdown", responses={(200, "text/markdown"): OpenApiTypes.STR}
    )
    def get(self, request: Request, model_id: int) -> HttpResponse:
        """The model card as a Markdown file."""
        text = as_markdown(_card(request, model_id))
        response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="model-card-{model_id}.md"'
        return response


class PageCard(APIView):
    @extend_schema(
        operation_id="get_model_card_page", responses={(200, "text/html"): OpenApiTypes.STR}
    )
    def get(self, request: Request, model_id: int) -> HttpResponse:
        """The model card as a page to print."""
        return HttpResponse(as_page(_card(request, model_id)))


def _card(request: Request, model_id: int) -> Card:
    return card_of(model_for(person_of(request), model_id))
