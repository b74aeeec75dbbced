"""HTTP answers of DICOMweb: multipart framing, caching, gzip."""

import gzip
import json
import secrets
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from labeling.dicomweb.accept import accepts_gzip
from labeling.dicomweb.bodies import Body, Piece, Spool
from labeling.dicomweb.elements import Json
from labeling.dicomweb.native_model import to_xml
from labeling.dicomweb.negotiation import DICOM_JSON, DICOM_XML
from labeling.dicomweb.ranges import asked_range
from labeling.imaging.inflate import GZIP

FOR_EVER = "private, max-age=31536000, immutable"
EACH_TIME = "private, no-cache"
Response = TypeVar("Response", bound=HttpResponseBase)
_WRITES = 6  # of one response; beyond it a copy is cheaper
_AT_ONCE = 4 << 20  # bytes; a response object of its own per block costs more than the copy
_SMALL = 1400  # bytes; below it gzip gains nothing


def finish(response: Response, *, etag: str = "", cache: str = EACH_TIME) -> Response:
    """Caching headers; what one person may see is never for another."""
    response["Cache-Control"] = cache if response.status_code != 416 else EACH_TIME
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


def document(
    request: HttpRequest, packed: Path | None, pieces: Callable[[], Iterable[bytes]]
) -> HttpResponseBase:
    """DICOM JSON of any length: the stored gzip as it is, else written to disk before it is sent."""
    gzipped = accepts_gzip(request.headers.get("Accept-Encoding", ""))
    if packed is not None and gzipped:
        body = Body.of_file(packed, packed.stat().st_size)
    else:
        body = _spooled(pieces(), gzipped=gzipped)
    response = _sent(request, body, DICOM_JSON)
    if gzipped:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def _spooled(pieces: Iterable[bytes], *, gzipped: bool) -> Body:
    spool, size = Spool(), 0
    packer = zlib.compressobj(1, wbits=GZIP) if gzipped else None
    for piece in pieces:
        size += spool.write(packer.compress(piece) if packer else piece)
    if packer:
        size += spool.write(packer.flush())
    return Body((spool.grown(size),))


def plain_json(text: bytes, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type=DICOM_JSON)
    response["Content-Length"] = str(len(text))
    return response


def single(request: HttpRequest, body: Body, content_type: str, etag: str = "") -> HttpResponseBase:
    """One part: all of it, or the range that was asked for (206, 416).

    Behind nginx a whole stored file is left to it (GYRE_ACCEL), ranges included.
    """
    if settings.ACCEL and body.whole is not None:
        return _left_to_nginx(body.whole, content_type)
    asked = asked_range(request, body.size, etag)
    if asked is None:
        response = _sent(request, body, content_type)
    elif not asked.length:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{body.size}"
        return response
    else:
        last = asked.first + asked.length - 1
        response = _sent(request, body.part(asked.first, asked.length), content_type)
        response.status_code = 206
        response["Content-Range"] = f"bytes {asked.first}-{last}/{body.size}"
    response["Accept-Ranges"] = "bytes"
    return response


def multipart(
    request: HttpRequest, parts: Sequence[tuple[Body, str]], part_type: str
) -> HttpResponseBase:
    """Bodies, each with its content type, in one of known length. Nothing is before the boundary."""
    boundary = secrets.token_hex(16)
    pieces: list[Piece] = []
    for body, content_type in parts:
        head = f"--{boundary}\r\nContent-Type: {content_type}\r\n\r\n".encode()
        pieces += [_piece(head), *body.pieces, _piece(b"\r\n")]
    pieces.append(_piece(f"--{boundary}--\r\n".encode()))
    kind = f'multipart/related; type="{part_type}"; boundary={boundary}'
    return _sent(request, Body(tuple(pieces)), kind)


def xml_response(request: HttpRequest, documents: Iterable[Json]) -> HttpResponseBase:
    """The Native DICOM Model of each, written to disk one by one."""
    spool = Spool()
    bodies = [Body((spool.grown(spool.write(to_xml(document))),)) for document in documents]
    return multipart(request, [(body, DICOM_XML) for body in bodies], DICOM_XML)


class _Whole(HttpResponse):
    """All in memory; a few pieces are written one by one, as joining would copy a frame once more."""

    def __init__(self, pieces: Iterable[bytes], content_type: str) -> None:
        super().__init__(content_type=content_type)
        found = list(pieces)
        self._container = found if len(found) <= _WRITES else [b"".join(found)]


def _sent(request: HttpRequest, body: Body, content_type: str) -> HttpResponseBase:
    """Read before it is sent while it is small, else as a stream; a HEAD reads nothing."""
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
    elif body.size <= _AT_ONCE:
        response = _Whole(body.blocks(_AT_ONCE), content_type)
    else:
        response = StreamingHttpResponse(body.blocks(), content_type=content_type)
    response["Content-Length"] = str(body.size)
    return response


def _left_to_nginx(path: Path, content_type: str) -> HttpResponse:
    """Its own file module answers: X-Accel-Redirect to the internal location over the blobs."""
    response = HttpResponse(content_type=content_type)
    response["X-Accel-Redirect"] = f"{settings.ACCEL}/{path.relative_to(settings.BLOBS).as_posix()}"
    return response


def _piece(data: bytes) -> Piece:
    return Piece(data, 0, len(data))


def warn(response: Response, sentences: Iterable[str]) -> Response:
    """Warning: 299, as PS3.18 8.3.4.4 asks."""
    texts = [f'299 gyre "{sentence}"' for sentence in sentences]
    if texts:
        response["Warning"] = ", ".join(texts)
    return response
