"""Django REST framework's errors in our shape."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from labeling.core.errors import (
    BadInput,
    GyreError,
    MethodNotAllowed,
    NotAcceptable,
    NotAllowed,
    NotFound,
    SignInNeeded,
    TooLarge,
    TooManyAttempts,
    UnsupportedMedia,
)
from labeling.core.problems import problem_response

_STATUSES: dict[int, type[GyreError]] = {
    401: SignInNeeded,
    403: NotAllowed,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    413: TooLarge,
    415: UnsupportedMedia,
    429: TooManyAttempts,
}


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST_FRAMEWORK["EXCEPTION_HANDLER"]; None lets the middleware answer with a 500."""
    translated = translate(error)
    if translated is None:
        return None
    return problem_response(translated)


def translate(error: Exception) -> GyreError | None:
    if isinstance(error, GyreError):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return NotAllowed()
    if isinstance(error, exceptions.ValidationError):
        return _validation(error)
    if isinstance(error, exceptions.APIException):
        kind = _STATUSES.get(error.status_code, BadInput)
        return kind(None if kind in (SignInNeeded, NotFound) else str(error.detail))
    return None


def _validation(error: exceptions.ValidationError) -> BadInput:
    detail = error.detail
    if not isinstance(detail, dict):
        return BadInput(" ".join(_sentences(detail)))
    fields = {str(name): _sentences(value) for name, value in detail.items()}
    named = "; ".join(f"{name}: {' '.join(faults)}" for name, faults in fields.items())
    return BadInput(f"{BadInput.__doc__} {named}", fields=fields)


def _sentences(detail: Any) -> list[str]:
    """Flatten DRF's nested details to sentences."""
    if isinstance(detail, dict):
        return [f"{name}: {line}" for name, value in detail.items() for line in _sentences(value)]
    if isinstance(detail, list):
        return [line for value in detail for line in _sentences(value)]
    return [str(detail)]
