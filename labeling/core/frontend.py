"""The built frontend: its files under /static/app/, its index.html for every page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from whitenoise import WhiteNoise
from whitenoise.middleware import WhiteNoiseFileResponse

from labeling.core.errors import Unavailable

_PREFIX = "/static/app/"
_HASHED = re.compile(r"/assets/.+-[A-Za-z0-9_-]{8}\.\w+$")
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
Handler = Callable[[HttpRequest], HttpResponse]


class FrontendMissing(Unavailable):
    """The frontend is not built: run `make setup`."""


class FrontendFiles:
    """Serves the files found at start; names with a content hash may be cached for ever."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.files = WhiteNoise(
            application=None,
            max_age=0,
            allow_all_origins=False,
            mimetypes=_TYPES,
            immutable_file_test=_is_hashed,
            add_headers_function=_forbid_sniffing,
        )
        if Path(settings.FRONTEND).is_dir():
            self.files.add_files(str(settings.FRONTEND), prefix=_PREFIX)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = self.files.files.get(request.path_info)
        if found is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        answer = found.get_response(request.method, request.META)
        response: Any = WhiteNoiseFileResponse(answer.file or (), status=int(answer.status))
        for name, value in answer.headers:
            response[name] = value
        return response  # type: ignore[no-any-return]


@require_safe
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """The single page that shows every screen."""
    index = Path(settings.FRONTEND) / "index.html"
    try:
        content = index.read_bytes()
    except FileNotFoundError as error:
        raise FrontendMissing from error
    return HttpResponse(content, headers={"Cache-Control": "no-cache"})


def _is_hashed(_path: str, url: str) -> bool:
    return _HASHED.search(url) is not None


def _forbid_sniffing(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
