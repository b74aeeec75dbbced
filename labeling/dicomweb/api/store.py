"""STOW-RS. The body is read from the WSGI stream: with chunked encoding Django would see none."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from labeling.accounts.authentication import person_of
from labeling.core import blobs
from labeling.core.errors import GyreError
from labeling.dicomweb import responses
from labeling.dicomweb.accept import covers, parse_content_type
from labeling.dicomweb.api import retrieve
from labeling.dicomweb.api.access import check_json, scope_of
from labeling.dicomweb.api.search import search_studies
from labeling.dicomweb.errors import BadMultipart, WrongMediaType
from labeling.dicomweb.multipart_reader import Limits, MultipartReader, Part
from labeling.dicomweb.negotiation import DICOM, MULTIPART
from labeling.dicomweb.report import response_module, status_of
from labeling.dicomweb.request_body import RequestBody
from labeling.dicomweb.services import destination, store_parts
from labeling.ingest.admission import admitted
from labeling.ingest.files import staged
from labeling.ingest.limits import MAX_FILE

LIMITS = Limits(part_bytes=MAX_FILE, body_bytes=32 << 30, parts=20_000)


@csrf_exempt  # a program's token needs none; `person_of` checks browsers
def studies(request: HttpRequest, *, slug: str | None = None) -> HttpResponseBase:
    """GET searches, POST stores."""
    if request.method == "POST":
        return _store(request, slug, "")
    return search_studies(request, slug=slug)


@csrf_exempt
def one_study(request: HttpRequest, *, study: str, slug: str | None = None) -> HttpResponseBase:
    """GET retrieves all of the study, POST stores instances of this study only."""
    if request.method == "POST":
        return _store(request, slug, study)
    return retrieve.instances(request, slug=slug, study=study)


def _store(request: HttpRequest, slug: str | None, study: str) -> HttpResponseBase:
    body = RequestBody(request)
    try:
        return _store_body(request, body, slug, study)
    except GyreError:
        body.drain()  # a client that is still sending would lose the answer
        raise


def _store_body(
    request: HttpRequest, body: RequestBody, slug: str | None, study: str
) -> HttpResponseBase:
    person = person_of(request)
    check_json(request)
    project = destination(user=person, slug=slug or request.GET.get("project"))
    with admitted(), ExitStack() as files:
        paths = _received(request, body, files)
        results = store_parts(project=project, user=person, paths=paths, study_instance_uid=study)
    root = scope_of(request, project.slug).root
    module = response_module(results, root)
    return responses.finish(responses.json_response(request, module, status=status_of(results)))


def _received(request: HttpRequest, body: RequestBody, files: ExitStack) -> Iterator[Path]:
    """Every part as a file, as soon as it is here; `files` removes them.

    Raises:
        WrongMediaType: 415. BadMultipart: 400. BodyTooLarge: 413.
    """
    content = parse_content_type(request.headers.get("Content-Type", ""))
    if content.type == DICOM:
        yield files.enter_context(staged(body.blocks()))
        return
    if content.type != MULTIPART or not covers(content.part_type, DICOM):
        raise WrongMediaType(got=content.type[:80])
    boundary = content.parameters.get("boundary", "")
    reader = MultipartReader(body.read, boundary, blobs.scratch(), LIMITS)
    is_empty = True
    for part in reader.parts():
        is_empty = False
        files.callback(part.path.unlink, missing_ok=True)
        _check_type(part)
        yield part.path
    if is_empty:
        raise BadMultipart("Expected at least one part, got none.")


def _check_type(part: Part) -> None:
    kind = parse_content_type(part.content_type).type
    if kind and kind != DICOM:
        raise WrongMediaType("Expected parts of application/dicom.", got=kind[:80])
