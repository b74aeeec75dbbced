"""Cross-origin reads of /dicomweb, off unless origins are named (GYRE_CORS_ORIGINS).

Only those origins, never `*`: answers are for one person. Cookies do not travel to other sites
(SameSite), so a viewer elsewhere signs in with a token.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]
METHODS = "GET, HEAD, POST, OPTIONS"
ASKED = "Accept, Authorization, Content-Type, If-None-Match, If-Range, Range"
SHOWN = (
    "Accept-Ranges, Content-Length, Content-Location, Content-Range, ETag, Warning, X-Request-ID"
)


class Cors:
    """Adds the headers for named origins, and answers their preflights before anybody signs in."""

    def __init__(self, get_response: Handler) -> None:
        if not settings.CORS_ORIGINS:
            raise MiddlewareNotUsed
        self._get_response = get_response
        self._origins = frozenset(map(_checked, settings.CORS_ORIGINS))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/dicomweb/"):
            return self._get_response(request)
        origin = request.headers.get("Origin", "")
        known = origin in self._origins
        preflight = (
            request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        )
        response = HttpResponse(status=204) if preflight and known else self._get_response(request)
        patch_vary_headers(response, ("Origin",))
        if known:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = SHOWN
        if known and preflight:
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = ASKED
            response["Access-Control-Max-Age"] = "600"
        return response


def _checked(origin: str) -> str:
    """Raises: ImproperlyConfigured, this is no origin."""
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or f"{parts.scheme}://{parts.netloc}" != origin:
        raise ImproperlyConfigured(
            f"GYRE_CORS_ORIGINS: expected origins like https://viewer.example, got {origin!r}."
        )
    return origin
