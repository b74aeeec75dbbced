"""Headers of the editor's calls."""

import re

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from labeling.annotate.services.locking import Edit
from labeling.assign.api.headers import BadHeader, lease_token
from labeling.core.errors import IfMatchMissing

LONGEST = 10**7


def _header(name: str, text: str, *, required: bool = True) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=required, description=text)


LEASE = _header("X-Lease-Token", "What opening gave.")
EDIT = [
    _header("If-Match", 'The version that the change builds on, such as "v3".'),
    LEASE,
    _header("X-Active-Seconds", "Active time on the case so far.", required=False),
]
HASH = _header("X-Mask-SHA256", "Hex, of the raw uint8 (z, y, x) bytes.")
ANSWERS_HASH = _header(
    "X-Answers-SHA256", "Hex, of the answers as JSON with sorted keys and no spaces."
)


def edit_of(request: Request) -> Edit:
    """If-Match, X-Lease-Token and X-Active-Seconds.

    Raises:
        IfMatchMissing: 428. BadHeader: 400.
    """
    return Edit(_version(request), lease_token(request), _active_seconds(request))


def mask_hash(request: Request) -> str:
    """X-Mask-SHA256.

    Raises:
        BadHeader: 400, it is missing or no SHA-256.
    """
    return _hash(request, "X-Mask-SHA256", "raw mask")


def answers_hash(request: Request) -> str:
    """X-Answers-SHA256.

    Raises:
        BadHeader: 400, it is missing or no SHA-256.
    """
    return _hash(request, "X-Answers-SHA256", "answers' canonical JSON")


def _hash(request: Request, name: str, of: str) -> str:
    value = request.headers.get(name, "")
    if not re.fullmatch(r"[0-9a-fA-F]{64}", value):
        raise BadHeader(f"{name}: expected the 64 hex digits of the SHA-256 of the {of}.")
    return value


def _version(request: Request) -> int:
    value = request.headers.get("If-Match", "")
    if not value:
        raise IfMatchMissing('If-Match: expected the version that you have, such as "v3".')
    found = re.fullmatch(r'(?:W/)?"?v(\d{1,9})"?', value.strip())
    if not found:
        raise BadHeader('If-Match: expected a version, such as "v3".', got=value[:32])
    return int(found[1])


def _active_seconds(request: Request) -> int:
    value = request.headers.get("X-Active-Seconds", "0")
    if not re.fullmatch(r"\d{1,8}(\.\d+)?", value):
        raise BadHeader("X-Active-Seconds: expected a number of seconds.", got=value[:32])
    return min(int(float(value)), LONGEST)
