"""HTTP face of the model helper."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.annotate.api import headers
from labeling.annotate.api.octets import MEDIA_TYPE, OctetParser, body_of, octets
from labeling.annotate.selectors import annotation_for
from labeling.assign.api.headers import lease_token
from labeling.assist import explaining, services
from labeling.assist.errors import QuestionRefused
from labeling.assist.question import MAX_BODY
from labeling.cohorts.selectors import case_for
from labeling.core.errors import TooLarge


def _said(name: str, text: str) -> OpenApiParameter:
    return OpenApiParameter(
        name, str, OpenApiParameter.HEADER, description=text, response=[200], required=True
    )


ANSWER = [
    _said("X-Model", 'Number of the model version, or "none" where it went by intensities.'),
    _said("X-Changed-Voxels", "How many voxels of the region differ."),
    _said("X-Seconds", "What the helper took."),
    _said("X-Remembered", '"yes" when image and probabilities were at hand from before.'),
]

EXPLANATION = [
    _said("X-Box", "Part of the volume that the map covers: six numbers, low z, y, x, then high."),
    _said("X-Method", "How the map was made."),
    _said("X-Model", "Number of the model version whose proposal is explained."),
    _said("X-Likeness", "Mean rank correlation of such maps with those by random weights."),
    _said("X-Likeness-Limit", "What it may not exceed."),
    _said("X-Checked-Images", "How many images that was measured on."),
    _said("X-Seconds", "What the helper took."),
    _said("X-Remembered", '"yes" when the map was at hand from before.'),
]
TARGET = [
    OpenApiParameter("finding", str, description="Key of a finding."),
    OpenApiParameter("label", int, description="Value of a label, in place of a finding."),
    OpenApiParameter("method", str, enum=explaining.ALL_METHODS, default=explaining.GRAD_CAM),
]


class UnderWaySerializer(serializers.Serializer[Any]):
    """A map that is not done yet, and the share that is."""

    progress = serializers.FloatField()


class Explanation(APIView):
    @extend_schema(
        operation_id="explain_proposal",
        parameters=[*TARGET, *EXPLANATION],
        responses={(200, MEDIA_TYPE): OpenApiTypes.BINARY, 202: UnderWaySerializer},
    )
    def get(self, request: Request, case_id: int) -> HttpResponse:
        """What in the image raised a proposed finding or label: gzip of uint8 (z, y, x) of the box, 255 most.

        202 is told of a map that takes longer: it goes on while somebody asks again within a minute.
        """
        person = person_of(request)
        made = explaining.explain_proposal(
            case=case_for(person, case_id),
            user=person,
            target=_target(request),
            method=request.query_params.get("method", explaining.GRAD_CAM),
        )
        if isinstance(made, explaining.UnderWay):
            return Response(UnderWaySerializer(made).data, status=202)
        response = octets(made.heat, "explanation")
        del response["ETag"]
        response["X-Box"] = ",".join(str(place) for place in (*made.box.low, *made.box.high))
        response["X-Method"] = made.method
        response["X-Model"] = str(made.model)
        response["X-Likeness"] = f"{made.checked.likeness:.4f}"
        response["X-Likeness-Limit"] = f"{made.checked.limit:.4f}"
        response["X-Checked-Images"] = str(made.checked.images)
        response["X-Seconds"] = f"{made.seconds:.3f}"
        response["X-Remembered"] = "yes" if made.remembered else "no"
        return response


def _target(request: Request) -> str | int:
    """Raises: QuestionRefused, 422."""
    finding, label = (request.query_params.get(key) for key in ("finding", "label"))
    if (finding is None) == (label is None):
        raise QuestionRefused("Expected a finding or a label.")
    if label is None:
        return str(finding)
    if not label.isascii() or not label.isdigit() or len(label) > 3:
        raise QuestionRefused("Expected the value of a label.", got=label[:20])
    return int(label)


class Correct(APIView):
    parser_classes = (OctetParser,)

    @extend_schema(
        operation_id="correct_region",
        request={MEDIA_TYPE: OpenApiTypes.BINARY},
        parameters=[headers.LEASE, *ANSWER],
        responses={(200, MEDIA_TYPE): OpenApiTypes.BINARY},
    )
    def post(self, request: Request, annotation_id: int) -> HttpResponse:
        """What follows from a scribble "this is / is not label X", by the live model: gzip of uint8 (z, y, x).

        Nothing is stored. The body is gzip of a header and the region's labels as the window has them.
        """
        annotation = annotation_for(person_of(request), annotation_id)
        body = body_of(request)
        if len(body) > MAX_BODY:
            raise TooLarge(f"Expected at most {MAX_BODY} bytes, got more.", expected=MAX_BODY)
        done = services.correct_region(annotation=annotation, token=lease_token(request), body=body)
        response = octets(done.labels, "correction")
        del response["ETag"]
        response["X-Model"] = "none" if done.model is None else str(done.model)
        response["X-Changed-Voxels"] = str(done.changed)
        response["X-Seconds"] = f"{done.seconds:.3f}"
        response["X-Remembered"] = "yes" if done.remembered else "no"
        return response
