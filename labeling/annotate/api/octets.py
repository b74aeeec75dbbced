"""Bodies that are plain bytes: masks and patches."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.http import HttpResponse
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from labeling.core.errors import TooLarge

MEDIA_TYPE = "application/octet-stream"


class OctetParser(BaseParser):
    """Reads the body as bytes, up to the server's limit."""

    media_type = MEDIA_TYPE

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """All of it, as bytes.

        Raises:
            TooLarge: 413.
        """
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body: bytes = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(f"Expected at most {limit} bytes, got more.", expected=limit)
        return body


def body_of(request: Request) -> bytes:
    """The bytes that came; REST framework makes an empty form of an empty body."""
    return request.data if isinstance(request.data, bytes) else b""


def octets(body: bytes, etag: str) -> HttpResponse:
    """Bytes that a program unpacks itself: no Content-Encoding, and never kept by a shared cache."""
    response = HttpResponse(body, content_type=MEDIA_TYPE)
    response["ETag"] = f'"{etag}"'
    response["Cache-Control"] = "private, no-cache"
    return response
