"""WADO-RS."""

import io

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from PIL import Image

from labeling.core import blobs
from labeling.dicomweb import negotiation, responses
from labeling.dicomweb.accept import covers
from labeling.dicomweb.api.access import accepted, check_json, reads
from labeling.dicomweb.bulk import bulk_part
from labeling.dicomweb.errors import BadAccept, NoSuchObject
from labeling.dicomweb.frames import decode_frames, parse_frame_list, read_frame
from labeling.dicomweb.responses import FOR_EVER, FilePart
from labeling.dicomweb.selectors import metadata as stored
from labeling.dicomweb.selectors.files import files_of
from labeling.dicomweb.selectors.scope import Scope, series_of

FRAME_SOURCE = ("frames_blob", "frames_syntax", "frames_problem_code", "frames_problem")


@reads
def metadata(
    request: HttpRequest,
    scope: Scope,
    *,
    study: str,
    series: str | None = None,
    instance: str | None = None,
) -> HttpResponseBase:
    check_json(request)
    if series is None:
        found = stored.study_metadata(scope, study)
    elif instance is None:
        found = stored.series_metadata(scope, study, series)
    else:
        found = stored.instance_metadata(scope, study, series, instance)
    held = responses.not_modified(request, found.etag)
    if held is not None:
        return held
    return responses.finish(responses.gzip_response(request, found.gzipped), etag=found.etag)


@reads
def frames(
    request: HttpRequest, scope: Scope, *, study: str, series: str, instance: str, numbers: str
) -> HttpResponseBase:
    """Frames as stored where the client takes them, native otherwise."""
    found = scope.instance(
        study, series, instance, "blob", "number_of_frames", "frames", *FRAME_SOURCE
    )
    wanted = parse_frame_list(numbers, found.number_of_frames)
    choice = negotiation.choose_frames(
        accepted(request),
        found.frames_syntax,
        has_places=bool(found.frames),
        count=len(wanted),
    )
    form = "m" if choice.multipart else "s"
    etag = f"{found.blob[:32]}-{numbers[:80]}-{form}-{choice.transfer_syntax}-{choice.media_type}"
    held = responses.not_modified(request, etag, cache=FOR_EVER)
    if held is not None:
        return held
    if choice.decode:
        parts = decode_frames(found, wanted)
    else:
        path = blobs.path(found.frames_source)
        parts = [read_frame(path, found.frames[number - 1]) for number in wanted]
    if choice.multipart:
        response = responses.multipart_bytes(parts, choice.media_type, choice.content_type)
    else:
        response = responses.bytes_response(parts[0], choice.content_type)
    return responses.finish(response, etag=etag, cache=FOR_EVER)


@reads
def instances(
    request: HttpRequest,
    scope: Scope,
    *,
    study: str,
    series: str | None = None,
    instance: str | None = None,
) -> HttpResponseBase:
    """Whole files, byte for byte as stored, streamed."""
    files = files_of(scope, study, series, instance)
    if not files:
        raise NoSuchObject
    multipart = negotiation.choose_instances(
        accepted(request), {file.transfer_syntax for file in files}, single=instance is not None
    )
    etag, cache = "", responses.EACH_TIME
    if instance is not None:
        etag, cache = f"{files[0].blob[:32]}-{'m' if multipart else 's'}", FOR_EVER
        held = responses.not_modified(request, etag, cache=cache)
        if held is not None:
            return held
    parts = [
        (
            FilePart(blobs.path(file.blob), file.size),
            f"{negotiation.DICOM}; transfer-syntax={file.transfer_syntax}",
        )
        for file in files
    ]
    if multipart:
        response = responses.multipart_files(parts, negotiation.DICOM)
    else:
        response = responses.file_response(*parts[0])
    return responses.finish(response, etag=etag, cache=cache)


@reads
def bulk_data(
    request: HttpRequest, scope: Scope, *, study: str, series: str, instance: str, path: str
) -> HttpResponseBase:
    """The value that a BulkDataURI of the metadata names."""
    found = scope.instance(study, series, instance, "blob", "bulk")
    multipart = negotiation.choose_bulk(accepted(request))
    etag = f"{found.blob[:32]}-{path[:80]}-{'m' if multipart else 's'}"
    held = responses.not_modified(request, etag, cache=FOR_EVER)
    if held is not None:
        return held
    part = bulk_part(found, path.upper())
    answer = (
        _bulk_bytes(part, multipart) if isinstance(part, bytes) else _bulk_file(part, multipart)
    )
    return responses.finish(answer, etag=etag, cache=FOR_EVER)


def _bulk_bytes(part: bytes, multipart: bool) -> HttpResponseBase:
    if multipart:
        return responses.multipart_bytes([part], negotiation.OCTETS, negotiation.OCTETS)
    return responses.bytes_response(part, negotiation.OCTETS)


def _bulk_file(part: FilePart, multipart: bool) -> HttpResponseBase:
    if multipart:
        return responses.multipart_files([(part, negotiation.OCTETS)], negotiation.OCTETS)
    return responses.file_response(part, negotiation.OCTETS)


@reads
def thumbnail(
    request: HttpRequest, scope: Scope, *, study: str, series: str | None = None
) -> HttpResponseBase:
    """The small picture made at ingest; of a study, that of its first series."""
    row = series_of(scope, study, series).exclude(thumbnail_blob="").first()
    if row is None:
        raise NoSuchObject
    kind = next(
        (
            kind
            for media in accepted(request)
            for kind in ("image/png", "image/jpeg")
            if covers(media.type, kind)
        ),
        None,
    )
    if kind is None:
        raise BadAccept(expected=["image/png", "image/jpeg"])
    etag = f"{row.thumbnail_blob[:32]}-{kind[6:]}"
    held = responses.not_modified(request, etag)
    if held is not None:
        return held
    picture = blobs.read(row.thumbnail_blob)
    if kind == "image/jpeg":
        picture = _as_jpeg(picture)
    return responses.finish(responses.bytes_response(picture, kind), etag=etag)


def _as_jpeg(png: bytes) -> bytes:
    """Of a picture that we made ourselves."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()
