"""What may be looked at beside a case, over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.annotate.api.serializers import GeometrySerializer
from labeling.cohorts.selectors import case_for
from labeling.review import selectors
from labeling.review.selectors.companions import Relation


class MaskSummarySerializer(serializers.Serializer[Any]):
    revision_id = serializers.IntegerField()
    number = serializers.IntegerField()


class CompanionSerializer(serializers.Serializer[Any]):
    """A series that can be shown beside the case's own."""

    id = serializers.IntegerField()
    relation = serializers.ChoiceField(choices=[relation.value for relation in Relation])
    apart = serializers.CharField(
        allow_blank=True, help_text='Of another study: "14 months before"; empty without dates.'
    )
    study_date = serializers.CharField(allow_blank=True, help_text="DICOM DA.")
    study_description = serializers.CharField(allow_blank=True)
    study_instance_uid = serializers.CharField()
    series_instance_uid = serializers.CharField()
    series_number = serializers.IntegerField(allow_null=True)
    series_description = serializers.CharField(allow_blank=True)
    modality = serializers.CharField(allow_blank=True)
    slices = serializers.ListField(child=serializers.CharField(), help_text="In z order.")
    geometry = GeometrySerializer()
    same_frame = serializers.BooleanField(
        help_text="Whether it has the case's FrameOfReferenceUID: points of both can be compared."
    )
    dicomweb_root = serializers.CharField()
    thumbnail = serializers.CharField(allow_null=True)
    case = serializers.CharField(allow_null=True, help_text="Name of the case that it is, if any.")
    mask = MaskSummarySerializer(allow_null=True, help_text="Its approved mask.")
    mask_hidden = serializers.BooleanField(
        help_text="There is an approved mask, kept from this blind reader of the same study."
    )


class Companions(APIView):
    @extend_schema(
        operation_id="list_case_series", responses=CompanionSerializer(many=True), filters=False
    )
    def get(self, request: Request, case_id: int) -> Response:
        """The study's other series and the patient's other studies, the nearest first."""
        person = person_of(request)
        found = selectors.companions_of(case_for(person, case_id), person)
        return Response(CompanionSerializer(found, many=True).data)
