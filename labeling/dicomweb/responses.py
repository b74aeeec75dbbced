"""HTTP answers of DICOMweb: multipart framing, caching, gzip."""

import gzip
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from labeling.dicomweb.accept import accepts_gzip

DICOM_JSON = "application/dicom+json"
FOR_EVER = "private, max-age=31536000, immutable"
EACH_TIME = "private, no-cache"
Response = TypeVar("Response", bound=HttpResponseBase)
_CHUNK = 1 << 18
_SMALL = 1400  # bytes; below it gzip gains nothing


@dataclass(frozen=True)
class FilePart:
    """A stretch of a file."""

    path: Path
    size: int
    offset: int = 0

    def chunks(self) -> Iterator[bytes]:
        left = self.size
        with self.path.open("rb") as file:
            file.seek(self.offset)
            while left and (chunk := file.read(min(_CHUNK, left))):
                left -= len(chunk)
                yield chunk


def finish(response: Response, *, etag: str = "", cache: str = EACH_TIME) -> Response:
    """Caching headers; what one person may see is never for another."""
    response["Cache-Control"] = cache
    if etag:
        response["ETag"] = f'"{etag}"'
    patch_vary_headers(response, ("Accept", "Authorization", "Cookie"))
    return response


def not_modified(request: HttpRequest, etag: str, *, cache: str = EACH_TIME) -> HttpResponse | None:
    """A 304 when the client holds this very representation, else None."""
    held = request.headers.get("If-None-Match", "")
    if f'"{etag}"' in held:
        return finish(HttpResponse(status=304), etag=etag, cache=cache)
    return None


def json_response(request: HttpRequest, value: Any, *, status: int = 200) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    if len(text) < _SMALL:
        return plain_json(text, status=status)
    return gzip_response(request, gzip.compress(text, 1, mtime=0), status=status)


def gzip_response(request: HttpRequest, gzipped: bytes, *, status: int = 200) -> HttpResponse:
    """Stored gzip as it is for those who accept it."""
    if not accepts_gzip(request.headers.get("Accept-Encoding", "")):
        response = plain_json(gzip.decompress(gzipped), status=status)
    else:
        response = plain_json(gzipped, status=status)
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def plain_json(text: bytes, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type=DICOM_JSON)
    response["Content-Length"] = str(len(text))
    return response


def multipart_bytes(parts: Sequence[bytes], part_type: str, content_type: str) -> HttpResponse:
    """Small parts in one body. Nothing comes before the first boundary."""
    boundary = _boundary()
    head = _head(boundary, content_type)
    pieces = [piece for part in parts for piece in (head, part, b"\r\n")]
    body = b"".join((*pieces, _tail(boundary)))
    response = HttpResponse(body, content_type=_multipart(part_type, boundary))
    response["Content-Length"] = str(len(body))
    return response


def multipart_files(parts: Sequence[tuple[FilePart, str]], part_type: str) -> StreamingHttpResponse:
    """Files, each with its content type, as a stream of known length."""
    boundary = _boundary()
    tail = _tail(boundary)
    heads = [_head(boundary, content_type) for _, content_type in parts]

    def body() -> Iterator[bytes]:
        for head, (part, _) in zip(heads, parts, strict=True):
            yield head
            yield from part.chunks()
            yield b"\r\n"
        yield tail

    response = StreamingHttpResponse(body(), content_type=_multipart(part_type, boundary))
    length = sum(len(head) + part.size + 2 for head, (part, _) in zip(heads, parts, strict=True))
    response["Content-Length"] = str(length + len(tail))
    return response


def file_response(part: FilePart, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(part.chunks(), content_type=content_type)
    response["Content-Length"] = str(part.size)
    return response


def bytes_response(body: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Length"] = str(len(body))
    return response


def warn(response: HttpResponse, sentences: Iterable[str]) -> HttpResponse:
    """Warning: 299, as PS3.18 8.3.4.4 asks."""
    texts = [f'299 gyre "{sentence}"' for sentence in sentences]
    if texts:
        response["Warning"] = ", ".join(texts)
    return response


def _boundary() -> str:
    return secrets.token_hex(16)


def _head(boundary: str, content_type: str) -> bytes:
    return f"--{boundary}\r\nContent-Type: {content_type}\r\n\r\n".encode()


def _tail(boundary: str) -> bytes:
    return f"--{boundary}--\r\n".encode()


def _multipart(part_type: str, boundary: str) -> str:
    return f'multipart/related; type="{part_type}"; boundary={boundary}'
