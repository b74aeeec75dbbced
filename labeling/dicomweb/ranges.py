"""Range requests of one range (RFC 9110 14), for what never changes."""

import re
from dataclasses import dataclass

from django.http import HttpRequest

_SPEC = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*")


@dataclass(frozen=True)
class Stretch:
    """`length` bytes from `first`; a length of 0 says that no such bytes are there (416)."""

    first: int
    length: int


def asked_range(request: HttpRequest, size: int, etag: str) -> Stretch | None:
    """What the Range header asks of `size` bytes; None for all of them.

    Several ranges, other units and malformed headers are ignored, as is a range for bytes that the
    client holds under another ETag (If-Range).
    """
    found = _SPEC.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or found is None or found.groups() == ("", ""):
        return None
    condition = request.headers.get("If-Range")
    if condition is not None and condition != f'"{etag}"':
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return Stretch(size - length, length)
    if last and int(last) < int(first):
        return None
    end = min(int(last) + 1 if last else size, size)
    return Stretch(int(first), max(0, end - int(first)))
