"""Signing in and out with a cookie, for browsers."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.api import serializers as s
from labeling.accounts.authentication import person_of
from labeling.accounts.errors import WrongPassword
from labeling.accounts.models import User
from labeling.core import audit
from labeling.core.problems import SignInLocked

ProjectsOf = Callable[[User], list[dict[str, Any]]]


def _none(_person: User) -> list[dict[str, Any]]:
    return []


@method_decorator(ensure_csrf_cookie, name="dispatch")
class Session(APIView):
    """`projects_of` is given where the paths are mounted: projects are a layer above people."""

    permission_classes = (AllowAny,)
    projects_of: ProjectsOf = staticmethod(_none)

    @extend_schema(operation_id="get_session", responses=s.SessionSerializer)
    def get(self, request: Request) -> Response:
        """Who is signed in, and that person's projects; 401 for nobody, with the CSRF cookie set."""
        return Response(self._answer(person_of(request)))

    @extend_schema(
        operation_id="sign_in", request=s.SignInSerializer, responses=s.SessionSerializer
    )
    def post(self, request: Request) -> Response:
        """Sign in. Five failures lock the name for 15 minutes: 429."""
        SessionAuthentication().enforce_csrf(request)
        body = s.SignInSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        person = authenticate(request._request, **body.validated_data)
        if getattr(request._request, "axes_locked_out", False):
            raise SignInLocked(expected="a pause of 15 minutes")
        if not isinstance(person, User):
            raise WrongPassword
        login(request._request, person)
        audit.record(act="person.signed_in", actor=person, obj=person)
        return Response(self._answer(person))

    @extend_schema(operation_id="sign_out", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out."""
        person = person_of(request)
        audit.record(act="person.signed_out", actor=person, obj=person)
        logout(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, person: User) -> dict[str, Any]:
        session: Any = {"person": person, "projects": self.projects_of(person)}
        return dict(s.SessionSerializer(session).data)
