"""Who is asking: a browser's session or a program's Bearer token."""

from typing import cast

from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from labeling.accounts.errors import TokenRefused
from labeling.accounts.models import Token, User
from labeling.accounts.selectors import TokenUse, token_by_secret
from labeling.accounts.services import note_use
from labeling.core.errors import SignInNeeded
from labeling.core.problems import CsrfFailed

_SCHEME = "bearer"


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer gyre_...`. A wrong token is refused, never taken for anonymous."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        token = bearer_token(request)
        return None if token is None else (token.user, token)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="gyre"'


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "labeling.accounts.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": _SCHEME}


def bearer_token(request: HttpRequest | Request) -> Token | None:
    """The token that came with the request; None when none came.

    Raises:
        TokenRefused: when one came and does not work.
    """
    secret = bearer_secret(request)
    if secret is None:
        return None
    token = token_by_secret(secret)
    if token is None:
        raise TokenRefused
    note_use(use=TokenUse(token.pk, token.last_used_at))
    return token


def bearer_secret(request: HttpRequest | Request) -> str | None:
    """What came as a token, not looked at; None when none came."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == _SCHEME else None


def person_of(request: HttpRequest | Request) -> User:
    """The signed-in person, in DRF views and plain Django views alike.

    A plain view may be `csrf_exempt` for the sake of programs: a request that changes something and
    rests on a browser's cookie is checked here.

    Raises:
        SignInNeeded: nobody is signed in.
        TokenRefused: a token came that does not work.
        CsrfFailed: a browser's request without the CSRF token.
    """
    if isinstance(request, Request):
        person: object = request.user
    else:
        token = bearer_token(request)
        person = token.user if token is not None else _person_of_browser(request)
    if not isinstance(person, User) or not person.is_active:
        raise SignInNeeded
    return person


def _person_of_browser(request: HttpRequest) -> object:
    person = request.user
    if person.is_authenticated:
        try:
            SessionAuthentication().enforce_csrf(cast(Request, request))
        except PermissionDenied as error:
            raise CsrfFailed from error
    return person
