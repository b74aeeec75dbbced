"""What wraps every request: an id for the logs, errors in one shape, headers."""

import errno
import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.urls import resolve

from labeling.core.errors import (
    BadInput,
    GyreError,
    MethodNotAllowed,
    NoSpace,
    NotAllowed,
    NotFound,
    TooLarge,
)
from labeling.core.logs import log
from labeling.core.problems import problem_response

Handler = Callable[[HttpRequest], HttpResponse]
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_QUIET = {"/livez", "/readyz"}


class RequestLog:
    """One line a request, by route and never by path or query, with an id that the answer carries too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.monotonic()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        if request.path not in _QUIET:
            log.info(
                "request",
                method=request.method,
                route=getattr(request.resolver_match, "route", None),
                status=response.status_code,
                seconds=round(time.monotonic() - started, 4),
            )
        return response


class Programs:
    """DICOMweb read by a program: below lie sessions, cookies, forms and pages, which are a browser's.

    A viewer asks for a thousand frames in a row, and the layers for browsers cost as much as the frame. What a
    program sends is a Bearer token, which the view checks; it is answered with data, never with a page.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_program(request):
            return self.get_response(request)
        try:
            _refuse_nul(request)
            match = request.resolver_match = resolve(request.path_info)
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except Exception as error:
            known = _known(error)
            if known is None:
                raise
            response = problem_response(known)
        response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        response["X-Frame-Options"] = "DENY"
        return response


def _is_program(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and request.path_info.startswith("/dicomweb/")
        and request.META.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
    )


def _refuse_nul(request: HttpRequest) -> None:
    """Raises: BadInput."""
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise BadInput("Expected an address without NUL (%00).")


class Problems:
    """Errors raised by plain Django views, as problem+json; an address with NUL reaches no view."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            _refuse_nul(request)
        except BadInput as error:
            return problem_response(error)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response["Allow"]
            response = problem_response(MethodNotAllowed(expected=allowed, got=request.method))
            response["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what we know; anything else goes on to Django, which logs it and answers 500."""
        known = _known(error)
        return None if known is None else problem_response(known)


def _known(error: Exception) -> GyreError | None:
    match error:
        case GyreError():
            return error
        case Http404():
            return NotFound()
        case PermissionDenied():
            return NotAllowed()
        case RequestDataTooBig():
            limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            return TooLarge(f"Expected at most {limit} bytes, got more.", expected=limit)
        case TooManyFilesSent():
            limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return TooLarge(f"Expected at most {limit} files in a request.", expected=limit)
        case SuspiciousOperation() | UnreadablePostError():
            return BadInput("The request is malformed or ended early.")
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return NoSpace()
        case _:
            return None


def client_address(request: HttpRequest) -> str:
    """Settings AXES_CLIENT_IP_CALLABLE: the peer itself. A header anyone can send would unlock any name."""
    return str(request.META.get("REMOTE_ADDR", ""))
