"""Who asks, and what for: plain Django views, since every millisecond counts per frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from labeling.accounts.authentication import bearer_secret, person_of
from labeling.accounts.services import note_use
from labeling.core.errors import MethodNotAllowed
from labeling.dicomweb.accept import MediaRange, covers, parse_accept
from labeling.dicomweb.errors import BadAccept
from labeling.dicomweb.negotiation import DICOM_JSON
from labeling.dicomweb.selectors.frames import FramesHeld, Place, frames_of, frames_of_token
from labeling.dicomweb.selectors.scope import Scope

View = Callable[..., HttpResponseBase]


def reads(view: View) -> View:
    """A view of GET and HEAD whose first two arguments become the request and the scope."""

    @wraps(view)
    def answer(request: HttpRequest, *, slug: str | None = None, **uids: Any) -> HttpResponseBase:
        check_method(request)
        return view(request, scope_of(request, slug), **uids)

    return answer


def check_method(request: HttpRequest) -> None:
    """Raises: MethodNotAllowed, 405."""
    if request.method not in ("GET", "HEAD"):
        raise MethodNotAllowed(expected="GET", got=request.method)


def frames_asked(request: HttpRequest, place: Place) -> FramesHeld:
    """What is known of frames: a program's in one query, which checks its token too.

    Raises:
        SignInNeeded, TokenRefused: 401. NoSuchObject: 404, not there for this person.
    """
    secret = bearer_secret(request)
    if secret is not None and (found := frames_of_token(secret, place)) is not None:
        held, use = found
        note_use(use=use)
        return held
    return frames_of(person_of(request), place)


def scope_of(request: HttpRequest, slug: str | None) -> Scope:
    """Raises: SignInNeeded, 401."""
    origin = f"{request.scheme}://{request.get_host()}"
    return Scope(person_of(request), slug, origin)


def accepted(request: HttpRequest) -> tuple[MediaRange, ...]:
    """The Accept header; `?accept=` stands in for it where a header cannot be set."""
    asked = request.GET.get("accept", "")
    for kind in ("json", "xml"):  # a plus sign that was not escaped reads as a blank
        asked = asked.replace(f"dicom {kind}", f"dicom+{kind}")
    return parse_accept(asked or request.META.get("HTTP_ACCEPT", ""))


def check_json(request: HttpRequest) -> None:
    """Raises: BadAccept, 406 when DICOM JSON is not among what the client takes."""
    if not any(
        covers(media.type, DICOM_JSON) or covers(media.type, "application/json")
        for media in accepted(request)
    ):
        raise BadAccept(expected=[DICOM_JSON])
