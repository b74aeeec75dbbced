"""Scheme, host and port of an address: what a secret belongs to."""

from urllib.parse import urlsplit

import requests

from labeling.pacs.errors import BadPacsUrl

Origin = tuple[str, str, int]


def origin(url: str) -> Origin:
    """Scheme, host and port.

    Raises:
        BadPacsUrl: 400, no absolute http or https address, or one that holds a user.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise BadPacsUrl(expected="https://host[:port]/path") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise BadPacsUrl(
            "Expected an http or https address without a user, such as "
            "https://pacs.example.org/dicom-web.",
            expected="https://host[:port]/path",
        )
    return parts.scheme, parts.hostname, port


def check_root(url: str) -> None:
    """Raises: BadPacsUrl, 400, no origin, or a query or fragment behind it."""
    origin(url)
    parts = urlsplit(url)
    plain = url.isascii() and url.isprintable() and not set(" \\") & set(url)
    if parts.query or parts.fragment or not plain or not _can_be_asked(url):
        raise BadPacsUrl(
            "Expected an address in plain ASCII without query, fragment and spaces.",
            expected="https://host[:port]/path",
        )


def _can_be_asked(url: str) -> bool:
    try:
        requests.Request("GET", url).prepare()
    except (requests.RequestException, UnicodeError):
        return False
    return True
