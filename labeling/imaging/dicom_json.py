"""The DICOM JSON model of PS3.18 F.2, from data sets that may be damaged.

One bad value must not cost the whole instance: what cannot be read as its VR becomes a string, or
is left empty. Every document is valid JSON (no NaN, no NUL, no lone surrogates) in UTF-8.
"""

import base64
import math
import re
from collections.abc import Iterator
from typing import Any

from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.filewriter import correct_ambiguous_vr_element
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag
from pydicom.valuerep import PersonName

from labeling.imaging.byte_order import WORDS, swapped
from labeling.imaging.part10 import UNREADABLE
from labeling.imaging.plain_values import plain_values
from labeling.imaging.problems import DicomProblem

INLINE = 1024  # bytes; binary values above it are fetched by their BulkDataURI
MAX_DEPTH = 32
BINARY = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
INTEGERS = frozenset({"IS", "SL", "SS", "SV", "UL", "US", "UV"})
DECIMALS = frozenset({"DS", "FL", "FD"})
UNSPLIT = frozenset({"LT", "ST", "UR", "UT"})
TEXT = frozenset({"AE", "AS", "CS", "DA", "DT", "LO", "SH", "TM", "UC", "UI"}) | UNSPLIT
AMBIGUOUS = {"US or SS": "US", "OB or OW": "OW", "US or OW": "OW", "US or SS or OW": "OW"}
CHARACTER_SET = 0x00080005

LEFT_ESCAPES = re.compile("\x1b[ -/]+[0-~]")  # ISO 2022 designations that no decoder took

Json = dict[str, Any]
Raw = RawDataElement | DataElement


def to_json(ds: Dataset, bulk_uri: str) -> Json:
    """The document of a data set read without pixels.

    Args:
        ds: with or without raw (unconverted) elements; group 2 is left out.
        bulk_uri: what BulkDataURI starts with; the path of the element follows, as
            `TAG` or `TAG/item/TAG`, items counted from 1.

    Raises:
        DicomProblem: `too_deep`.
    """
    document = _dataset(ds, bulk_uri, "", 0)
    if f"{CHARACTER_SET:08X}" in document or not _is_ascii(document):
        document[f"{CHARACTER_SET:08X}"] = {"vr": "CS", "Value": ["ISO_IR 192"]}
    return dict(sorted(document.items()))


def clean_text(text: str) -> str:
    """Without NUL and control characters (PostgreSQL and XML refuse them) or lone surrogates."""
    if "\x1b" in text:
        text = LEFT_ESCAPES.sub("", text)
    kept = "".join(c for c in text if c >= " " or c in "\t\n\r\f")
    return kept.encode("utf-8", "replace").decode("utf-8")


def _dataset(ds: Dataset, uri: str, path: str, depth: int) -> Json:
    if depth > MAX_DEPTH:
        raise DicomProblem(
            "too_deep", f"expected sequences nested at most {MAX_DEPTH} deep, got more"
        )
    document: Json = {}
    for tag, raw in sorted(ds.items(), key=lambda item: int(item[0])):
        if tag.group <= 2 or not tag.element:
            continue
        name = f"{tag:08X}"
        document[name] = _element(ds, raw, uri, f"{path}{name}", depth)
    return document


def _element(ds: Dataset, raw: Raw, uri: str, path: str, depth: int) -> Json:
    plain = plain_values(raw)
    if plain is not None:
        vr, values = plain
        return {"vr": vr, "Value": values} if any(v is not None for v in values) else {"vr": vr}
    try:
        element = ds[raw.tag]
        vr = _vr(element, ds)
        value = element.value
    except RecursionError as error:
        raise DicomProblem("too_deep", "sequences are nested deeper than can be read") from error
    except UNREADABLE:
        return _damaged(raw)
    if vr == "SQ":
        items = value if isinstance(value, Sequence) else []
        found = [_dataset(item, uri, f"{path}/{n}/", depth + 1) for n, item in enumerate(items, 1)]
        return {"vr": "SQ", "Value": found} if found else {"vr": "SQ"}
    if vr in BINARY:
        word = WORDS.get(vr, 1) if ds.original_encoding[1] is False else 1
        return _binary(vr, value, f"{uri}{path}", word)
    values = [_value(vr, v) for v in _split(vr, value)]
    return {"vr": vr, "Value": values} if any(v is not None for v in values) else {"vr": vr}


def _vr(element: DataElement, ds: Dataset) -> str:
    """The two letters; what the dictionary leaves open is decided by the data set, or binary."""
    if element.VR in AMBIGUOUS:
        correct_ambiguous_vr_element(element, ds, ds.original_encoding[1] is not False)
    vr = str(element.VR)
    if vr in AMBIGUOUS:
        return "UN" if isinstance(element.value, bytes) else AMBIGUOUS[vr]
    known = vr in BINARY or vr in INTEGERS or vr in DECIMALS or vr in TEXT
    return vr if known or vr in {"SQ", "PN", "AT"} else "UN"


def _split(vr: str, value: Any) -> Iterator[Any]:
    if isinstance(value, MultiValue | list | tuple):
        yield from value
    elif isinstance(value, str) and "\\" in value and vr not in UNSPLIT:
        yield from value.split("\\")
    else:
        yield value


def _value(vr: str, value: Any) -> Any:
    """One value, None where it is empty."""
    if value is None or value == "" or value == b"":
        return None
    if vr == "PN":
        return _person(value)
    if vr == "AT":
        return f"{int(value):08X}"
    if vr in INTEGERS | DECIMALS:
        return _number(vr, value)
    return _text(value)


def _number(vr: str, value: Any) -> int | float | str:
    """A JSON number; NaN, infinities and what is no number stay text (F.2.2)."""
    try:
        if vr in INTEGERS:
            return int(value)
        number = float(value)
        if not math.isfinite(number):
            return "NaN" if math.isnan(number) else "inf" if number > 0 else "-inf"
        return int(number) if vr == "DS" and number.is_integer() and abs(number) < 1e15 else number
    except (TypeError, ValueError, OverflowError):
        return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return clean_text(str(value))


def _person(value: Any) -> dict[str, str] | None:
    """The component groups that are there."""
    name = value if isinstance(value, PersonName) else PersonName(_text(value))
    groups = zip(("Alphabetic", "Ideographic", "Phonetic"), str(name).split("="), strict=False)
    return {key: text for key, group in groups if (text := clean_text(group))} or None


def _binary(vr: str, value: Any, uri: str, word: int) -> Json:
    data = value if isinstance(value, bytes | bytearray) else b""
    if not data:
        return {"vr": vr}
    if len(data) > INLINE:
        return {"vr": vr, "BulkDataURI": uri}
    return {"vr": vr, "InlineBinary": base64.b64encode(swapped(bytes(data), word)).decode()}


def _damaged(raw: Raw) -> Json:
    """A value that cannot be read as its VR, as text of that VR; binary ones are left empty."""
    vr = raw.VR or _known_vr(raw.tag)
    data = raw.value if isinstance(raw.value, bytes) else b""
    if vr in TEXT | {"DS", "IS"} and data:
        values = [_text(part.strip(b" \0")) or None for part in data[:INLINE].split(b"\\")]
        return {"vr": vr, "Value": values}
    return {"vr": vr if vr in BINARY | INTEGERS | DECIMALS | TEXT | {"SQ", "PN", "AT"} else "UN"}


def _known_vr(tag: BaseTag) -> str:
    try:
        return str(dictionary_VR(tag))
    except KeyError:
        return "UN"


def _is_ascii(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_ascii(part) for part in value.values())
    if isinstance(value, list):
        return all(_is_ascii(part) for part in value)
    return not isinstance(value, str) or value.isascii()
