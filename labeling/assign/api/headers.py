"""Headers of the editor's calls."""

from uuid import UUID

from rest_framework.request import Request

from labeling.core.errors import BadInput


class BadHeader(BadInput):
    """A header cannot be read."""


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def window_of(request: Request) -> str:
    """Browser and system by User-Agent, such as "Firefox on Windows"; empty where unknown.

    Only for a person to tell two of their own windows apart; nothing is decided by it.
    """
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " on ".join(part for part in (browser, system) if part)


def lease_token(request: Request) -> UUID | None:
    """X-Lease-Token; None when there is none.

    Raises:
        BadHeader: 400, it is no UUID.
    """
    value = request.headers.get("X-Lease-Token")
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError as error:
        raise BadHeader("X-Lease-Token: expected the UUID that opening gave.") from error
