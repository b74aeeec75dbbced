"""The JSON values of plain elements, straight from their bytes.

Nearly all elements of a scan are printable ASCII or binary numbers. Pydicom makes an object of each
value before it can be written as JSON, which is most of the time that indexing a file takes. What
is not plain is left to it; both ways give the same document.
"""

import re
import struct
from collections.abc import Callable
from math import isfinite
from typing import Any

from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement

PLAIN = re.compile(rb"[ -~]*\0?")  # printable ASCII, which is alike in all character sets
DECIMAL = re.compile(r" *[+-]?[0-9]*\.?[0-9]*([eE][+-]?[0-9]+)? *")
INTEGER = re.compile(r" *[+-]?[0-9]+ *")
NUMBERS = {"US": "H", "SS": "h", "UL": "L", "SL": "l", "FL": "f", "FD": "d", "UV": "Q", "SV": "q"}


def plain_values(raw: object) -> tuple[str, list[Any]] | None:
    """VR and JSON values, None for one that is empty; None when the element is not plain."""
    if not isinstance(raw, RawDataElement) or not isinstance(raw.value, bytes):
        return None
    vr = raw.VR or _known_vr(raw)
    if vr in NUMBERS:
        return _numbers(vr, raw)
    read = TEXTS.get(vr)
    if read is None or not PLAIN.fullmatch(raw.value):
        return None
    values = read(raw.value.decode("ascii").rstrip(" \0"))
    return None if values is None else (vr, values)


def _known_vr(raw: RawDataElement) -> str:
    try:
        return dictionary_VR(raw.tag)
    except KeyError:
        return ""


def _numbers(vr: str, raw: RawDataElement) -> tuple[str, list[Any]] | None:
    code = NUMBERS[vr]
    data = raw.value or b""
    count, rest = divmod(len(data), struct.calcsize(f"={code}"))
    if rest or not count:
        return None
    values = struct.unpack(f"{'<' if raw.is_little_endian else '>'}{count}{code}", data)
    return (vr, list(values)) if all(map(isfinite, values)) else None


def _one(text: str) -> list[Any]:
    return [text or None]


def _several(text: str) -> list[Any]:
    return [part or None for part in text.split("\\")]


def _bare(text: str) -> list[Any]:
    return [part.strip(" ") or None for part in text.split("\\")]


def _ended(text: str) -> list[Any]:
    """Spaces at the end of each value mean nothing (PS3.5 6.2)."""
    return [part.rstrip(" ") or None for part in text.split("\\")]


def _integers(text: str) -> list[Any] | None:
    parts = text.split("\\")
    if not all(map(INTEGER.fullmatch, parts)):
        return None
    return [int(part) for part in parts]


def _decimals(text: str) -> list[Any] | None:
    parts = text.split("\\")
    if not all(map(DECIMAL.fullmatch, parts)):
        return None
    try:
        values = [float(part) for part in parts]
    except ValueError:
        return None
    if not all(map(isfinite, values)):
        return None
    return [int(v) if v.is_integer() and abs(v) < 1e15 else v for v in values]


TEXTS: dict[str, Callable[[str], list[Any] | None]] = {
    **dict.fromkeys(("CS", "AS", "DA", "DT", "TM"), _several),
    **dict.fromkeys(("LO", "SH", "UC"), _ended),
    **dict.fromkeys(("LT", "ST", "UT"), _one),
    "UI": _bare,
    "IS": _integers,
    "DS": _decimals,
}
