"""A draft's mask and uncertainty map over HTTP."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.core.blob_response import blob_response
from labeling.prelabel.errors import NoMask, NoUncertainty
from labeling.prelabel.selectors import draft_for

OCTETS = "application/octet-stream"
_BYTES = {(200, OCTETS): OpenApiTypes.BINARY}


class DraftMask(APIView):
    @extend_schema(operation_id="get_draft_mask", responses=_BYTES)
    def get(self, request: Request, draft_id: int) -> HttpResponse:
        """Gzip of the raw label values, uint8 (z, y, x)."""
        draft = draft_for(person_of(request), draft_id)
        if not draft.mask_blob:
            raise NoMask
        return blob_response(request, draft.mask_blob, content_type=OCTETS)


class DraftUncertainty(APIView):
    @extend_schema(operation_id="get_draft_uncertainty", responses=_BYTES)
    def get(self, request: Request, draft_id: int) -> HttpResponse:
        """Gzip of uint8 (z, y, x), 255 is the greatest entropy."""
        draft = draft_for(person_of(request), draft_id)
        if not draft.uncertainty_blob:
            raise NoUncertainty
        return blob_response(request, draft.uncertainty_blob, content_type=OCTETS)
