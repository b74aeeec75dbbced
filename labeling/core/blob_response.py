"""Stored bytes as an answer, with the caching that a content-addressed store allows."""

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from labeling.core import blobs

FOR_EVER = "private, max-age=31536000, immutable"


def blob_response(
    request: HttpRequest | Request, sha256: str, *, content_type: str, cache: str = FOR_EVER
) -> HttpResponse:
    """The bytes as they lie (no Content-Encoding, so that a browser does not unpack them), or 304.

    Args:
        request: its If-None-Match is compared with the blob's hash.
        sha256: of the blob.
        content_type: of the bytes.
        cache: Cache-Control; for ever, unless the address may one day give another blob.

    Raises:
        BlobMissing, BlobDamaged: as `blobs.read`.
    """
    etag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(blobs.read(sha256), content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = cache
    return response
