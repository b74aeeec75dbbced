"""Errors as HTTP answers: application/problem+json wherever a program may be listening."""

import json
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from labeling.core.errors import GyreError, NotAllowed, NotFound, TooManyAttempts, Unavailable

MEDIA_TYPE = "application/problem+json"


class ServerFault(GyreError):
    """Something went wrong on our side; it was logged."""

    status = 500


class BadRequest(GyreError):
    """The request is malformed."""


class CsrfFailed(NotAllowed):
    """The CSRF token is missing or wrong: send the csrftoken cookie back as X-CSRFToken."""


class SignInLocked(TooManyAttempts):
    """Five failed sign-ins: this name is locked for 15 minutes."""


class DatabaseAway(Unavailable):
    """The database does not answer at the moment: nothing was stored, try again."""


def problem_response(error: GyreError) -> HttpResponse:
    response = HttpResponse(_json(error), status=error.status, content_type=MEDIA_TYPE)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="gyre"'
    if error.status == 503:
        response["Retry-After"] = "5"
    response["Cache-Control"] = "no-store"
    return response


def _json(error: GyreError) -> str:
    """What came may be a number that JSON has no word for: a browser could not read the answer."""
    problem = error.problem()
    try:
        return json.dumps(problem, allow_nan=False)
    except ValueError:
        return json.dumps({**problem, "got": str(problem["got"])})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(BadRequest())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(NotAllowed())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(NotFound("There is no such page."))


def server_fault(request: HttpRequest) -> HttpResponse:
    """handler500: Django calls it while the exception that nobody caught is being handled."""
    error = sys.exc_info()[1]
    away = isinstance(error, (OperationalError, InterfaceError))
    return problem_response(DatabaseAway() if away else ServerFault())


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem_response(CsrfFailed(got=reason or None))


def sign_in_locked(
    request: HttpRequest, original: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    response = problem_response(SignInLocked(expected="a pause of 15 minutes"))
    response["Retry-After"] = "900"
    return response
