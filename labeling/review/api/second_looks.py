"""Approved masks that the live model contradicts, over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.annotate.selectors import revision_for
from labeling.cohorts.api.serializers import CaseNameSerializer
from labeling.cohorts.models import SplitName
from labeling.projects.api.serializers import PersonSerializer
from labeling.projects.permissions import Act, project_for
from labeling.review import selectors, services
from labeling.review.api.serializers import NoteSerializer
from labeling.review.models import Dispute, SecondLook, Seen


class SecondLookSerializer(serializers.ModelSerializer[SecondLook]):
    """Who looked at a disputed mask again and left it as it is."""

    by = PersonSerializer(read_only=True)

    class Meta:
        model = SecondLook
        fields = ("by", "note", "created_at")
        read_only_fields = fields


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    """An approved mask that the live model contradicts; `place` is [z, y, x]."""

    case = CaseNameSerializer(source="revision.case", read_only=True)
    split = serializers.ChoiceField(
        choices=SplitName.choices, source="revision.case.patient.split.name", read_only=True
    )
    seen = serializers.ChoiceField(choices=Seen.choices, read_only=True)
    model = serializers.IntegerField(source="model_version.number", read_only=True)
    place = serializers.SerializerMethodField()
    second_look = serializers.SerializerMethodField()

    class Meta:
        model = Dispute
        fields = (
            "revision",
            "case",
            "split",
            "seen",
            "model",
            "belief",
            "dice",
            "hd95",
            "label",
            "place",
            "given",
            "predicted",
            "voxels",
            "second_look",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField(), allow_null=True))
    def get_place(self, dispute: Dispute) -> list[int] | None:
        found: list[int] | None = dispute.index
        return found

    @extend_schema_field(SecondLookSerializer(allow_null=True))
    def get_second_look(self, dispute: Dispute) -> Any:
        look = getattr(dispute.revision, "second_look", None)
        return SecondLookSerializer(look).data if look else None


class SecondLooks(APIView):
    @extend_schema(operation_id="list_disputes", responses=DisputeSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The 100 to look at first: not looked at again yet, and least believed."""
        project = project_for(person_of(request), slug, Act.REVIEW)
        return Response(DisputeSerializer(selectors.disputes_of(project), many=True).data)


class LookAgain(APIView):
    @extend_schema(
        operation_id="look_again", request=NoteSerializer, responses=SecondLookSerializer
    )
    def post(self, request: Request, revision_id: int) -> Response:
        """Say that this approved mask was looked at again and stays."""
        person = person_of(request)
        revision = revision_for(person, revision_id, Act.REVIEW)
        body = NoteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        look = services.look_again(revision=revision, user=person, note=body.validated_data["note"])
        return Response(SecondLookSerializer(look).data)
