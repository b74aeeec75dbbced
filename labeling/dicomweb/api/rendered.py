"""WADO-RS: rendered and thumbnail resources (PS3.18 10.4.1.1.3 and 10.4.1.1.5)."""

from dataclasses import replace

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from labeling.core import blobs
from labeling.dicomweb import negotiation, responses
from labeling.dicomweb import rendered as sources
from labeling.dicomweb.api.access import accepted, reads
from labeling.dicomweb.bodies import Body
from labeling.dicomweb.errors import NoSuchObject
from labeling.dicomweb.frames import parse_frame_list
from labeling.dicomweb.pictures import Asked, asked_picture
from labeling.dicomweb.rendered import PDF, PICTURES, Picture
from labeling.dicomweb.responses import EACH_TIME, FOR_EVER
from labeling.dicomweb.selectors.pictures import shown_instances
from labeling.dicomweb.selectors.scope import Scope, series_of
from labeling.imaging.rendering import Viewport
from labeling.imaging.thumbnails import SIDE
from labeling.ingest.models import Instance


@reads
def rendered(
    request: HttpRequest,
    scope: Scope,
    *,
    study: str,
    series: str | None = None,
    instance: str | None = None,
    numbers: str | None = None,
) -> HttpResponseBase:
    """One picture that stands for the resource, or as multipart one of each frame.

    A film and a PDF document are sent as they are stored.
    """
    asked = asked_picture(dict(request.GET.lists()))
    found = list(shown_instances(scope, study, series, instance))
    one = sources.one_of(found)
    if numbers is not None:
        wanted = [Picture(one, n) for n in parse_frame_list(numbers, one.number_of_frames)]
        return _pictures(request, wanted, asked, stays=True)
    match sources.kind_of(one):
        case "document":
            return _document(request, one)
        case "video":
            return _film(request, one)
    pictures = [Picture(one)]
    if negotiation.choose_picture(accepted(request), PICTURES)[0]:
        pictures = sources.all_of(found)
    return _pictures(request, pictures, asked, stays=instance is not None)


@reads
def thumbnail(
    request: HttpRequest,
    scope: Scope,
    *,
    study: str,
    series: str | None = None,
    instance: str | None = None,
    numbers: str | None = None,
) -> HttpResponseBase:
    """A small picture: of a series the one made at ingest, of a study that of its first series."""
    asked = asked_picture(dict(request.GET.lists()), ("viewport",))
    if asked.rendering.viewport is None:
        if instance is None:
            return _stored_thumbnail(request, scope, study, series)
        small = replace(asked.rendering, viewport=Viewport(SIDE, SIDE))
        asked = replace(asked, rendering=small)
    one = sources.one_of(list(shown_instances(scope, study, series, instance)))
    if sources.kind_of(one) != "image":
        raise NoSuchObject("There is no picture of this object.")
    if numbers is None:
        pictures = [Picture(one)]
    else:
        pictures = [Picture(one, n) for n in parse_frame_list(numbers, one.number_of_frames)[:1]]
    return _pictures(request, pictures, asked, stays=instance is not None)


def _pictures(
    request: HttpRequest, pictures: list[Picture], asked: Asked, *, stays: bool
) -> HttpResponseBase:
    """`stays` says that the same address gives the same bytes for ever."""
    multipart, kind = negotiation.choose_picture(
        accepted(request), PICTURES, several=len(pictures) > 1
    )
    rendering = replace(asked.rendering, media_type=kind)
    etag = sources.etag_of(pictures, rendering, "m" if multipart else "s")
    cache = FOR_EVER if stays else EACH_TIME
    held = responses.not_modified(request, etag, cache=cache)
    if held is not None:
        return held
    bodies = sources.made(pictures, rendering)
    if multipart:
        response = responses.multipart(request, [(body, kind) for body in bodies], kind)
    else:
        response = responses.single(request, bodies[0], kind, etag)
    responses.warn(response, asked.warnings)
    return responses.finish(response, etag=etag, cache=cache)


def _document(request: HttpRequest, instance: Instance) -> HttpResponseBase:
    """As an attachment: what was sent in is never run in our pages."""
    response = _as_stored(request, instance, sources.document_of(instance), PDF)
    response["Content-Disposition"] = 'attachment; filename="document.pdf"'
    return response


def _film(request: HttpRequest, instance: Instance) -> HttpResponseBase:
    return _as_stored(request, instance, *sources.film_of(instance))


def _as_stored(request: HttpRequest, instance: Instance, body: Body, kind: str) -> HttpResponseBase:
    multipart, _ = negotiation.choose_picture(accepted(request), (kind,))
    etag = f"{instance.blob[:32]}-r-{'m' if multipart else 's'}"
    held = responses.not_modified(request, etag, cache=FOR_EVER)
    if held is not None:
        return held
    if multipart:
        response = responses.multipart(request, [(body, kind)], kind)
    else:
        response = responses.single(request, body, kind, etag)
    return responses.finish(response, etag=etag, cache=FOR_EVER)


def _stored_thumbnail(
    request: HttpRequest, scope: Scope, study: str, series: str | None
) -> HttpResponseBase:
    row = series_of(scope, study, series).exclude(thumbnail_blob="").first()
    if row is None:
        raise NoSuchObject
    _, kind = negotiation.choose_picture(accepted(request), ("image/png", "image/jpeg"))
    etag = f"{row.thumbnail_blob[:32]}-{kind[6:]}"
    held = responses.not_modified(request, etag)
    if held is not None:
        return held
    picture = blobs.read(row.thumbnail_blob)
    if kind == "image/jpeg":
        picture = sources.as_jpeg(picture)
    return responses.finish(responses.single(request, Body.of(picture), kind, etag), etag=etag)
