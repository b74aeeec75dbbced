"""The one error shape. Every error a person can meet is a subclass in the domain's words."""

import re
from typing import Any

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class GyreError(Exception):
    """The request could not be done."""

    status = 400
    code = "gyre_error"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "code" not in cls.__dict__:
            cls.code = _WORD.sub("_", cls.__name__).lower()

    def __init__(
        self,
        message: str | None = None,
        *,
        expected: Any = None,
        got: Any = None,
        fields: dict[str, list[str]] | None = None,
    ) -> None:
        """Say what was expected and what came.

        Args:
            message: one sentence; the class's docstring when left out.
            expected: what would have been right, JSON-able.
            got: what came instead, JSON-able, never a patient's name.
            fields: for forms, the faults of each field.
        """
        first, _, _ = (type(self).__doc__ or "").partition("\n")
        self.message = message or first
        self.expected = expected
        self.got = got
        self.fields = fields or {}
        super().__init__(self.message)

    def problem(self) -> dict[str, Any]:
        """The body, after RFC 9457."""
        return {
            "type": f"urn:gyre:problem:{self.code}",
            "title": _title(self.code),
            "status": self.status,
            "code": self.code,
            "detail": self.message,
            "expected": self.expected,
            "got": self.got,
            "fields": self.fields,
        }


def _title(code: str) -> str:
    return code.replace("_", " ").capitalize()


class BadInput(GyreError):
    """The request has wrong values."""


class SignInNeeded(GyreError):
    """Sign in first."""

    status = 401


class NotAllowed(GyreError):
    """Your role in this project does not allow this."""

    status = 403


class NotFound(GyreError):
    """There is no such thing here."""

    status = 404


class MethodNotAllowed(GyreError):
    """This address does not take that method."""

    status = 405


class NotAcceptable(GyreError):
    """None of the asked-for representations is available."""

    status = 406


class RequestTimeout(GyreError):
    """The request took too long to come."""

    status = 408


class Conflict(GyreError):
    """This cannot be done in the present state."""

    status = 409


class SecretUnreadable(Conflict):
    """A stored secret was sealed under another GYRE_SECRET_KEY: bring that back, or enter it again."""


class StaleRevision(GyreError):
    """Someone saved a newer revision."""

    status = 412
    code = "stale"


class TooLarge(GyreError):
    """The upload is too large."""

    status = 413


class UnsupportedMedia(GyreError):
    """This kind of content is not accepted here."""

    status = 415


class Unprocessable(GyreError):
    """The content is not what it should be."""

    status = 422


class IfMatchMissing(GyreError):
    """The If-Match header is missing."""

    status = 428


class TooManyAttempts(GyreError):
    """Too many attempts; wait and try again."""

    status = 429


class Unavailable(GyreError):
    """This is not available at the moment."""

    status = 503


class NoSpace(GyreError):
    """The disk is full."""

    status = 507
