"""Elements of the DICOM JSON model (PS3.18 F.2) for what servers say themselves."""

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

_CONVERTED = frozenset({"PN", "IS", "US", "UL"})
_NAME_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")


def element(vr: str, *values: Any) -> Json:
    """One element; values that are None or "" are left out, and with none it is empty."""
    kept = [converted(vr, value) for value in values if value is not None and value != ""]
    return {"vr": vr, "Value": kept} if kept else {"vr": vr}


def converted(vr: str, value: Any) -> Any:
    if type(value) is str and vr not in _CONVERTED:
        return value
    if vr == "PN":
        groups = zip(_NAME_GROUPS, str(value).split("="), strict=False)
        return {name: group for name, group in groups if group}
    if vr in ("IS", "US", "UL"):
        return int(value)
    return str(value)


def sequence(items: Iterable[Json]) -> Json:
    found = list(items)
    return {"vr": "SQ", "Value": found} if found else {"vr": "SQ"}


def ordered(document: Json) -> Json:
    """Tags ascending, as F.2.2 asks."""
    return dict(sorted(document.items()))
