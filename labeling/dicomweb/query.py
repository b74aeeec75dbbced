"""QIDO-RS query strings, parsed: what is unknown or malformed is refused, never ignored.

A filter that is silently dropped answers with everything, which a person takes for the result.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydicom.datadict import tag_for_keyword

from labeling.dicomweb.attributes import BY_NAME, Attribute, Level
from labeling.dicomweb.errors import BadQueryValue, UnknownParameter
from labeling.imaging.pixels import UID_RULE

DEFAULT_LIMIT = 1000
MAX_LIMIT = 5000
_CONTROL = frozenset({"limit", "offset", "includefield", "fuzzymatching", "accept", "project"})
_TAG = re.compile(r"[0-9A-Fa-f]{8}")
_TIME = re.compile(r"(\d{2})(:?([0-5]\d)(:?([0-5]\d|60)(\.\d{1,6})?)?)?")
_LEVEL_NAMES = {Level.STUDY: "studies", Level.SERIES: "series", Level.INSTANCE: "instances"}


@dataclass(frozen=True)
class Equal:
    """Text that is the same, or a whole number."""

    value: str | int


@dataclass(frozen=True)
class AnyOf:
    values: tuple[str, ...]


@dataclass(frozen=True)
class Like:
    """Text with `*` and `?`, without regard to case."""

    pattern: str


@dataclass(frozen=True)
class Between:
    """Inclusive; an open side is empty. Ends are DICOM DA or TM text of equal precision."""

    first: str
    last: str


Condition = Equal | AnyOf | Like | Between


@dataclass(frozen=True)
class Query:
    """A parsed search of one resource.

    `extra` holds the tags of includefield, upper case; `everything` stands for includefield=all.
    """

    level: Level
    conditions: tuple[tuple[Attribute, Condition], ...] = ()
    extra: frozenset[str] = frozenset()
    everything: bool = False
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    fuzzy: bool = False


def parse_query(parameters: Mapping[str, Sequence[str]], level: Level) -> Query:
    """The query of a resource at `level`.

    Raises:
        UnknownParameter: an attribute that cannot be searched at this level.
        BadQueryValue: a malformed date, time, UID, number, limit or offset.
    """
    fields = set(_include_fields(parameters.get("includefield", ())))
    return Query(
        level=level,
        conditions=tuple(_conditions(parameters, level)),
        extra=frozenset(fields - {"all"}),
        everything="all" in fields,
        limit=min(_whole(parameters, "limit", DEFAULT_LIMIT), MAX_LIMIT),
        offset=_whole(parameters, "offset", 0),
        fuzzy=_switch(parameters, "fuzzymatching"),
    )


def _conditions(
    parameters: Mapping[str, Sequence[str]], level: Level
) -> Iterable[tuple[Attribute, Condition]]:
    for name, values in parameters.items():
        if name in _CONTROL:
            continue
        attribute = _attribute(name, level)
        given = [value for value in values if value not in ("", "*")]
        if attribute.vr == "UI" or attribute.keyword == "ModalitiesInStudy":
            given = [",".join(given)] if given else []
        for value in given:
            yield attribute, _condition(attribute, value)


def _attribute(name: str, level: Level) -> Attribute:
    attribute = BY_NAME.get(name.upper() if _TAG.fullmatch(name) else name)
    if attribute is None or attribute.level > level:
        known = sorted(a.keyword for a in set(BY_NAME.values()) if a.level <= level)
        raise UnknownParameter(
            f"{name[:80]} cannot be searched at the level of {_LEVEL_NAMES[level]}.",
            expected=known,
            got=name[:80],
        )
    return attribute


def _condition(attribute: Attribute, value: str) -> Condition:
    if attribute.keyword == "ModalitiesInStudy":
        return AnyOf(tuple(v.strip() for v in re.split(r"[,\\]", value) if v.strip()))
    match attribute.vr:
        case "UI":
            return _uids(attribute, value)
        case "DA":
            return _range(attribute, value, _date)
        case "TM":
            return _range(attribute, value, _time)
        case "IS" | "US":
            return Equal(_integer(attribute.keyword, value))
    if "\x00" in value:
        raise _bad(attribute.keyword, "text without NUL", "NUL")
    if attribute.vr == "PN" or "*" in value or "?" in value:
        return Like(value)
    return Equal(value)


def _uids(attribute: Attribute, value: str) -> AnyOf:
    """A list by comma (the standard) or backslash (sent by OHIF)."""
    uids = tuple(v.strip() for v in re.split(r"[,\\]", value) if v.strip())
    for uid in uids:
        if len(uid) > 64 or not UID_RULE.fullmatch(uid):
            raise _bad(attribute.keyword, "UIDs of digits and dots", uid)
    return AnyOf(uids)


def _range(attribute: Attribute, value: str, ends: Callable[[str], tuple[str, str]]) -> Between:
    """A single value is the range from its first to its last instant."""
    first, dash, last = value.partition("-")
    try:
        if not dash:
            return Between(*ends(first))
        if not first and not last:
            raise ValueError(value)
        return Between(ends(first)[0] if first else "", ends(last)[1] if last else "")
    except ValueError as error:
        kind = "YYYYMMDD" if attribute.vr == "DA" else "HHMMSS.FFFFFF"
        raise _bad(attribute.keyword, f"{kind} or a range of two", value) from error


def _date(text: str) -> tuple[str, str]:
    if not re.fullmatch(r"[0-9]{8}", text):
        raise ValueError(text)
    day = date(int(text[:4]), int(text[4:6]), int(text[6:])).strftime("%Y%m%d")
    return day, day


def _time(text: str) -> tuple[str, str]:
    """First and last instant of a time that may leave out minutes, seconds and fractions."""
    found = _TIME.fullmatch(text)
    if not found or int(found[1]) > 23:
        raise ValueError(text)
    given = text.replace(":", "")
    return given, given + "235959.999999"[len(given) :]


def _include_fields(values: Sequence[str]) -> Iterable[str]:
    for name in (piece.strip() for value in values for piece in value.split(",")):
        if name.lower() == "all":
            yield "all"
        elif _TAG.fullmatch(name):
            yield name.upper()
        elif name:
            tag = tag_for_keyword(name)
            if tag is None:
                raise UnknownParameter(
                    "includefield takes keywords, tags of 8 hexadecimal digits, or all.",
                    got=name[:80],
                )
            yield f"{int(tag):08X}"


def _whole(parameters: Mapping[str, Sequence[str]], name: str, default: int) -> int:
    values = parameters.get(name) or ()
    if not values:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", values[-1]):
        raise _bad(name, "a whole number of at least 0", values[-1])
    return int(values[-1])


def _switch(parameters: Mapping[str, Sequence[str]], name: str) -> bool:
    value = (parameters.get(name) or ("false",))[-1].lower()
    if value not in ("true", "false"):
        raise _bad(name, "true or false", value)
    return value == "true"


def _integer(name: str, value: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", value.strip()):
        raise _bad(name, "a whole number", value)
    return int(value)


def _bad(name: str, expected: str, value: str) -> BadQueryValue:
    return BadQueryValue(f"{name}: expected {expected}.", expected=expected, got=value[:80])
