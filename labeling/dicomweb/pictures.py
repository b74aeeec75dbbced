"""What the rendered and thumbnail resources may ask for (PS3.18 8.3.5.1), and the pictures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from labeling.dicomweb.errors import BadQueryValue, UnknownParameter
from labeling.imaging.rendering import QUALITY, Rendering, Viewport
from labeling.imaging.windowing import Function, Window

MAX_SIDE = 8192
FUNCTIONS = {
    "linear": Function.LINEAR,
    "linear-exact": Function.LINEAR_EXACT,
    "sigmoid": Function.SIGMOID,
}
PARAMETERS = ("window", "viewport", "quality", "annotation", "iccprofile")
PROFILES = ("no", "yes", "srgb")
_NOT_ABOUT_THE_PICTURE = ("accept", "charset", "project")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{0,9})?([eE][+-]?[0-9]{1,2})?")


@dataclass(frozen=True)
class Asked:
    """`warnings` say what was asked for and is not done."""

    rendering: Rendering
    warnings: tuple[str, ...] = ()


def asked_picture(
    parameters: Mapping[str, Sequence[str]], known: Sequence[str] = PARAMETERS
) -> Asked:
    """The query string of a rendered resource, all but the media type.

    Raises:
        UnknownParameter: not one of `known`. BadQueryValue: malformed or out of bounds.
    """
    given = {name: values[-1] for name, values in parameters.items()}
    for name in given:
        if name not in known and name not in _NOT_ABOUT_THE_PICTURE:
            raise UnknownParameter(
                f"{name[:80]} is no parameter of a picture.", expected=list(known), got=name[:80]
            )
    found = Rendering()
    if "window" in given:
        found = replace(found, window=_window(given["window"]))
    if "viewport" in given:
        found = replace(found, viewport=_viewport(given["viewport"]))
    notes = [word for word in given.get("annotation", "").split(",") if word]
    unsupported = [word for word in notes if word != "technique"]
    rendering = replace(
        found,
        quality=_whole("quality", given.get("quality", str(QUALITY)), 100),
        technique="technique" in notes,
        profile=_profile(given.get("iccprofile", "no")),
    )
    return Asked(rendering, tuple(_annotation_warnings(unsupported)))


def _annotation_warnings(unsupported: list[str]) -> Iterator[str]:
    """In the words of PS3.18 8.3.5.1.1; a name burned into pixels could not be taken out again."""
    words = [word for word in unsupported if re.fullmatch(r"[A-Za-z0-9-]{1,40}", word)]
    if len(words) < len(unsupported):
        words.append("others")
    if words:
        yield f"The following annotation values are not supported: {', '.join(words)}"


def _window(text: str) -> Window:
    pieces = text.split(",")
    if len(pieces) != 3 or pieces[2].lower() not in FUNCTIONS:
        raise _bad("window", f"centre,width,function, of {', '.join(FUNCTIONS)}", text)
    centre, width = (_decimal("window", piece) for piece in pieces[:2])
    window = Window(centre, width, FUNCTIONS[pieces[2].lower()])
    if not window.is_usable:
        raise _bad("window", "a width of at least 1 (linear) or above 0", text)
    return window


def _viewport(text: str) -> Viewport:
    """`vw,vh` or `vw,vh,sx,sy,sw,sh`, of which the last four may be left empty."""
    pieces = text.split(",")
    if not 2 <= len(pieces) <= 6:
        raise _bad("viewport", "vw,vh or vw,vh,sx,sy,sw,sh", text)
    width, height = (_whole("viewport", piece, MAX_SIDE) for piece in pieces[:2])
    region = [_decimal("viewport", piece) if piece else None for piece in pieces[2:]]
    x, y, columns, rows = (*region, None, None, None, None)[:4]
    if columns == 0 or rows == 0:
        raise _bad("viewport", "a region that is not empty", text)
    return Viewport(width, height, x or 0.0, y or 0.0, columns, rows)


def _profile(text: str) -> str:
    if text not in PROFILES:
        raise _bad("iccprofile", f"one of {', '.join(PROFILES)}", text)
    return text


def _whole(name: str, text: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= most:
        raise _bad(name, f"a whole number of 1 to {most}", text)
    return int(text)


def _decimal(name: str, text: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise _bad(name, "decimal numbers", text)
    return float(text)


def _bad(name: str, expected: str, got: str) -> BadQueryValue:
    return BadQueryValue(f"{name}: expected {expected}.", expected=expected, got=got[:80])
