"""A draft's mask and uncertainty map over HTTP."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.core import blobs
from labeling.prelabel.errors import NoUncertainty
from labeling.prelabel.selectors import draft_for

_BYTES = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class DraftMask(APIView):
    @extend_schema(operation_id="get_draft_mask", responses=_BYTES)
    def get(self, request: Request, draft_id: int) -> HttpResponse:
        """Gzip of the raw label values, uint8 (z, y, x)."""
        return _blob(request, draft_for(person_of(request), draft_id).mask_blob)


class DraftUncertainty(APIView):
    @extend_schema(operation_id="get_draft_uncertainty", responses=_BYTES)
    def get(self, request: Request, draft_id: int) -> HttpResponse:
        """Gzip of uint8 (z, y, x), 255 is the greatest entropy."""
        draft = draft_for(person_of(request), draft_id)
        if not draft.uncertainty_blob:
            raise NoUncertainty
        return _blob(request, draft.uncertainty_blob)


def _blob(request: Request, sha256: str) -> HttpResponse:
    """The bytes as they lie; no Content-Encoding, so that the browser does not unpack them."""
    etag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(blobs.read(sha256), content_type="application/octet-stream")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer
