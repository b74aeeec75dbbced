"""Two reads of a case, and what a reviewer makes of them, over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.annotate.api import headers
from labeling.annotate.api.octets import OctetParser, body_of
from labeling.annotate.api.opened import opened_answer
from labeling.annotate.api.serializers import (
    AnnotationSerializer,
    CaseDetailSerializer,
    StatisticsSerializer,
    statistics_of,
)
from labeling.annotate.api.views import UPLOAD
from labeling.annotate.selectors import annotation_for, case_detail
from labeling.cohorts.selectors import case_for
from labeling.projects.api.serializers import LabelSerializer
from labeling.projects.permissions import Act
from labeling.projects.selectors import labels_of
from labeling.review import selectors, services
from labeling.review.api.serializers import ShownRevisionSerializer
from labeling.review.models import Comparison
from labeling.review.services import Begin


class LabelAgreementSerializer(serializers.Serializer[Any]):
    """Distances are of the surfaces, in mm; null where one reader has none of the label."""

    value = serializers.IntegerField()
    dice = serializers.FloatField()
    ml = serializers.ListField(child=serializers.FloatField(), help_text="First and second reader.")
    mean_mm = serializers.FloatField(allow_null=True)
    hd95_mm = serializers.FloatField(allow_null=True)


class DisputedPlaceSerializer(serializers.Serializer[Any]):
    """A connected region where the readers differ; a thin one is two hands on one border."""

    index = serializers.ListField(child=serializers.IntegerField(), help_text="[z, y, x]")
    voxels = serializers.IntegerField()
    ml = serializers.FloatField()
    labels = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="Pairs of first and second reader's label, the commonest first.",
    )
    thin = serializers.BooleanField()


class ComparisonSerializer(serializers.Serializer[Any]):
    dice = serializers.FloatField(help_text="Mean over the labels.")
    labels = LabelAgreementSerializer(many=True)
    voxels = serializers.IntegerField()
    per_slice = serializers.ListField(child=serializers.IntegerField(), help_text="Voxels, z up.")
    places = DisputedPlaceSerializer(many=True)


class CaseReadsSerializer(serializers.Serializer[Any]):
    """What the readers handed in; the comparison is null while a job makes it."""

    case_detail = CaseDetailSerializer()
    labels = LabelSerializer(many=True)
    reads = ShownRevisionSerializer(many=True)
    comparison = ComparisonSerializer(allow_null=True)
    may_decide = serializers.BooleanField()


class BeginSerializer(serializers.Serializer[Any]):
    begin = serializers.ChoiceField(
        choices=[(one.value, one.value) for one in Begin],
        help_text="A read, or what both agree on with background elsewhere.",
    )


class HandedInSerializer(serializers.Serializer[Any]):
    """`approved` is false where another reviewer has to sign."""

    revision_id = serializers.IntegerField()
    number = serializers.IntegerField()
    approved = serializers.BooleanField()
    own_voxels = serializers.IntegerField(help_text="That no reader drew.")
    statistics = StatisticsSerializer()


class Reads(APIView):
    @extend_schema(operation_id="list_reads", responses=CaseReadsSerializer)
    def get(self, request: Request, case_id: int) -> Response:
        """The reads of a case that wait, and where they differ."""
        person = person_of(request)
        case = case_for(person, case_id, Act.REVIEW)
        reads = selectors.waiting_reads(case)
        comparison = selectors.comparison_of(reads)
        if len(reads) > 1 and reads[0].mask_blob and comparison is None:
            services.request_comparison(case.pk)
        answer = {
            "case_detail": case_detail(case, person),
            "labels": labels_of(case.project),
            "reads": reads,
            "comparison": comparison and _shown(comparison),
            "may_decide": selectors.chooses_freely(reads, person),
        }
        return Response(CaseReadsSerializer(answer, context={"user": person}).data)


class Adjudicate(APIView):
    @extend_schema(
        operation_id="adjudicate_case",
        request=BeginSerializer,
        responses={201: AnnotationSerializer},
    )
    def post(self, request: Request, case_id: int) -> Response:
        """Open a working copy of my own made of the reads; mine that is open already, if there is."""
        person = person_of(request)
        case = case_for(person, case_id, Act.REVIEW)
        body = BeginSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = services.open_adjudication(
            case=case, adjudicator=person, begin=Begin(body.validated_data["begin"])
        )
        return opened_answer(made, person, status=status.HTTP_201_CREATED)


class HandIn(APIView):
    parser_classes = (OctetParser,)

    @extend_schema(
        operation_id="hand_in_annotation",
        request=UPLOAD,
        parameters=[*headers.EDIT, headers.HASH],
        responses=HandedInSerializer,
    )
    def post(self, request: Request, annotation_id: int) -> Response:
        """Hand in my correction or merge; it is approved at once where my signature counts."""
        person = person_of(request)
        annotation = annotation_for(person, annotation_id)
        mask_bytes = body_of(request)
        done = services.hand_in(
            annotation=annotation,
            edit=headers.edit_of(request),
            mask_bytes=mask_bytes,
            sha256=headers.mask_hash(request),
        )
        answer = {
            "revision_id": done.revision.pk,
            "number": done.revision.number,
            "approved": done.review is not None,
            "own_voxels": done.revision.own_voxels,
            "statistics": statistics_of(done.revision, person),
        }
        return Response(HandedInSerializer(answer).data)


def _shown(comparison: Comparison) -> dict[str, Any]:
    """By label in order; JSON keeps the values as text."""
    labels = sorted(comparison.labels.items(), key=lambda item: int(item[0]))
    return {
        "dice": comparison.dice,
        "labels": [{"value": int(value), **found} for value, found in labels],
        "voxels": comparison.voxels,
        "per_slice": comparison.per_slice,
        "places": comparison.places,
    }
