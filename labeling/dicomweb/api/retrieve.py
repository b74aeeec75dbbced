"""WADO-RS."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from labeling.accounts.authentication import person_of
from labeling.dicomweb import negotiation, responses
from labeling.dicomweb.api.access import accepted, check_method, frames_asked, reads
from labeling.dicomweb.bulk import bulk_body
from labeling.dicomweb.errors import BadQueryValue, NoSuchObject
from labeling.dicomweb.explicit import instance_parts
from labeling.dicomweb.frames import (
    check_frame_numbers,
    decoded_frames,
    frame_numbers,
    stored_frames,
)
from labeling.dicomweb.responses import FOR_EVER
from labeling.dicomweb.selectors import metadata as stored
from labeling.dicomweb.selectors.files import files_of
from labeling.dicomweb.selectors.frames import Place
from labeling.dicomweb.selectors.scope import Scope


@reads
def metadata(
    request: HttpRequest,
    scope: Scope,
    *,
    study: str,
    series: str | None = None,
    instance: str | None = None,
) -> HttpResponseBase:
    """DICOM JSON as stored; XML is written when it is asked for."""
    if negotiation.choose_documents(accepted(request)):
        documents = stored.documents_of(scope, study, series, instance)
        return responses.finish(responses.xml_response(request, documents))
    if series is None:
        found = stored.study_metadata(scope, study)
    elif instance is None:
        found = stored.series_metadata(scope, study, series)
    else:
        found = stored.instance_metadata(scope, study, series, instance)
    held = responses.not_modified(request, found.etag)
    if held is not None:
        return held
    answer = responses.document(request, found.packed, found.pieces)
    return responses.finish(answer, etag=found.etag)


def frames(
    request: HttpRequest,
    *,
    study: str,
    series: str,
    instance: str,
    numbers: str,
    slug: str | None = None,
) -> HttpResponseBase:
    """Frames as stored where the client takes them, native otherwise."""
    check_method(request)
    try:
        wanted = frame_numbers(numbers)
    except BadQueryValue:
        person_of(request)  # who is not signed in is told so first
        raise
    found = frames_asked(request, Place(slug, study, series, instance, wanted))
    check_frame_numbers(wanted, found.count)
    choice = negotiation.choose_frames(
        accepted(request), found.syntax, has_places=found.has_places, count=len(wanted)
    )
    form = "m" if choice.multipart else "s"
    etag = f"{found.blob[:32]}-{numbers[:80]}-{form}-{choice.transfer_syntax}-{choice.media_type}"
    held = responses.not_modified(request, etag, cache=FOR_EVER)
    if held is not None:
        return held
    bodies = decoded_frames(found, wanted) if choice.decode else stored_frames(found)
    if choice.multipart:
        parts = [(body, choice.content_type) for body in bodies]
        response = responses.multipart(request, parts, choice.media_type)
    else:
        response = responses.single(request, bodies[0], choice.content_type, etag)
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
    """Whole instances: byte for byte as stored for `*`, else in Explicit VR Little Endian."""
    files = files_of(scope, study, series, instance)
    if not files:
        raise NoSuchObject
    choice = negotiation.choose_instances(
        accepted(request), {file.transfer_syntax for file in files}, single=instance is not None
    )
    etag, cache = "", responses.EACH_TIME
    if instance is not None:
        form = ("m" if choice.multipart else "s") + ("" if choice.as_stored else "e")
        etag, cache = f"{files[0].blob[:32]}-{form}", FOR_EVER
        held = responses.not_modified(request, etag, cache=cache)
        if held is not None:
            return held
    parts = instance_parts(files, as_stored=choice.as_stored)
    if choice.multipart:
        response = responses.multipart(request, parts, negotiation.DICOM)
    else:
        response = responses.single(request, *parts[0], etag)
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
    body = bulk_body(found, path.upper())
    if multipart:
        response = responses.multipart(request, [(body, negotiation.OCTETS)], negotiation.OCTETS)
    else:
        response = responses.single(request, body, negotiation.OCTETS, etag)
    return responses.finish(response, etag=etag, cache=FOR_EVER)
