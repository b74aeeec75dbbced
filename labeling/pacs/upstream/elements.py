"""Values of DICOM JSON (PS3.18 F.2) that somebody else wrote: each is doubted."""

from typing import Any

from labeling.imaging.pixels import UID_RULE
from labeling.pacs.errors import UpstreamLies

Row = dict[str, Any]
_LONGEST_UID = 64
_LONGEST_TEXT = 324


def checked_rows(answer: Any) -> list[Row]:
    """Raises: UpstreamLies, 502, it is no array of objects."""
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        raise UpstreamLies(expected="an array of objects", got=type(answer).__name__)
    return answer


def uid(row: Row, tag: str) -> str:
    """Raises: UpstreamLies, 502, there is none, or what stands there is no UID."""
    found = _first(row, tag)
    if not isinstance(found, str) or len(found) > _LONGEST_UID or not UID_RULE.fullmatch(found):
        raise UpstreamLies(f"The PACS sent a row without a valid UID in ({tag}).", expected="a UID")
    return found


def text(row: Row, tag: str) -> str:
    """Printable and short; empty when there is none."""
    found = _first(row, tag)
    if isinstance(found, dict):
        found = found.get("Alphabetic")
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return "".join(c for c in str(found) if c.isprintable())[:_LONGEST_TEXT]


def number(row: Row, tag: str) -> int | None:
    found = _first(row, tag)
    if isinstance(found, str) and found.strip().isdecimal() and len(found) < 10:
        return int(found)
    is_number = isinstance(found, int) and not isinstance(found, bool)
    return found if is_number and abs(found) < 2**31 else None


def items(row: Row, tag: str) -> list[Row]:
    """The items of a sequence."""
    element = row.get(tag)
    values = element.get("Value") if isinstance(element, dict) else None
    return [item for item in values if isinstance(item, dict)] if isinstance(values, list) else []


def _first(row: Row, tag: str) -> Any:
    element = row.get(tag)
    values = element.get("Value") if isinstance(element, dict) else None
    return values[0] if isinstance(values, list) and values else None
