"""HTTP face of the model helper."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.annotate.api import headers
from labeling.annotate.api.octets import MEDIA_TYPE, OctetParser, body_of, octets
from labeling.annotate.selectors import annotation_for
from labeling.assign.api.headers import lease_token
from labeling.assist import services
from labeling.assist.question import MAX_BODY
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
