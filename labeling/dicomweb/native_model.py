"""The Native DICOM Model in XML (PS3.19 A.1), from the DICOM JSON model."""

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pydicom.datadict import keyword_for_tag

from labeling.dicomweb.elements import Json

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" '
    'xml:space="preserve">'
)
_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
_COMPONENTS = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_xml(document: Json) -> bytes:
    """One instance, or one result of a search."""
    return "".join((_HEAD, *_dataset(document), "</NativeDicomModel>")).encode()


def _dataset(document: Json) -> Iterator[str]:
    for tag, element in sorted(document.items()):
        keyword = keyword_for_tag(int(tag, 16))
        known = f" keyword={quoteattr(keyword)}" if keyword else ""
        creator = _private_creator(document, tag)
        owned = f" privateCreator={_quoted(creator)}" if creator else ""
        yield f'<DicomAttribute tag="{tag}" vr="{element["vr"]}"{known}{owned}>'
        yield from _content(element)
        yield "</DicomAttribute>"


def _private_creator(document: Json, tag: str) -> str:
    """Who reserved the block that a private element lies in (PS3.5 7.8.1)."""
    if int(tag[:4], 16) % 2 == 0 or int(tag[4:], 16) < 0x1000:
        return ""
    values = document.get(f"{tag[:4]}00{tag[4:6]}", {}).get("Value") or [""]
    return str(values[0])


def _content(element: Json) -> Iterator[str]:
    if "BulkDataURI" in element:
        yield f"<BulkData uri={_quoted(element['BulkDataURI'])}/>"
    elif "InlineBinary" in element:
        yield f"<InlineBinary>{element['InlineBinary']}</InlineBinary>"
    for number, value in enumerate(element.get("Value", ()), start=1):
        if element["vr"] == "SQ":
            yield f'<Item number="{number}">'
            yield from _dataset(value or {})
            yield "</Item>"
        elif value is None:
            continue  # an empty value: the numbers of the others tell its place
        elif element["vr"] == "PN":
            yield from _person(number, value)
        else:
            yield f'<Value number="{number}">{_text(value)}</Value>'


def _person(number: int, value: dict[str, str]) -> Iterator[str]:
    yield f'<PersonName number="{number}">'
    for group in _GROUPS:
        if group in value:
            yield f"<{group}>"
            for name, part in zip(_COMPONENTS, value[group].split("^"), strict=False):
                if part:
                    yield f"<{name}>{_text(part)}</{name}>"
            yield f"</{group}>"
    yield "</PersonName>"


def _text(value: Any) -> str:
    return escape(_NOT_XML.sub("", str(value)))


def _quoted(value: str) -> str:
    return quoteattr(_NOT_XML.sub("", value))
