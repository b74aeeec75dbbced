"""The Accept header as DICOMweb clients really send it.

Framework negotiation breaks on what is common here: a media type as an unquoted parameter value
(`type=application/octet-stream`, sent by Cornerstone), `transfer-syntax="*"`, quoted commas.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

ANYTHING = "*/*"


@dataclass(frozen=True)
class MediaRange:
    """One alternative. Names are lower case, values are unquoted; `q` is in `parameters` no more."""

    type: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    q: float = 1.0

    @property
    def part_type(self) -> str:
        """The media type asked for inside a multipart, `*/*` when it is not said."""
        return self.parameters.get("type", ANYTHING).lower() or ANYTHING

    @property
    def transfer_syntax(self) -> str | None:
        return self.parameters.get("transfer-syntax") or None

    def covers(self, media_type: str) -> bool:
        return covers(self.type, media_type)


def covers(pattern: str, media_type: str) -> bool:
    """Whether `type/subtype`, `type/*` or `*/*` covers a media type."""
    if pattern in (ANYTHING, "*", media_type):
        return True
    return pattern.endswith("/*") and media_type.startswith(pattern[:-1])


@lru_cache(maxsize=256)  # a viewer sends the same header with each frame
def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """The alternatives, best first; an empty header accepts anything, q=0 is left out."""
    ranges = [media for item in _split(header, ",") if (media := _media_range(item))]
    wanted = [media for media in ranges if media.q > 0]
    if not ranges:
        return (MediaRange(ANYTHING),)
    return tuple(sorted(wanted, key=lambda media: -media.q))


def parse_content_type(header: str) -> MediaRange:
    """The media type and parameters of a Content-Type header, empty when there is none."""
    return _media_range(header) or MediaRange("")


def accepts(header: str, media_type: str) -> bool:
    return any(media.covers(media_type) for media in parse_accept(header))


def accepts_gzip(header: str) -> bool:
    """Whether Accept-Encoding names gzip (or `*`) with a q above 0."""
    return any(
        media.type in ("gzip", "x-gzip", "*") and media.q > 0
        for item in _split(header, ",")
        if (media := _media_range(item))
    )


def _media_range(text: str) -> MediaRange | None:
    name, *rest = (piece.strip() for piece in _split(text, ";"))
    if not name:
        return None
    parameters: dict[str, str] = {}
    for piece in rest:
        key, _, value = piece.partition("=")
        parameters.setdefault(key.strip().lower(), _unquote(value.strip()))
    return MediaRange(name.lower(), parameters, _quality(parameters.pop("q", "1")))


def _quality(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 1.0


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return value.strip('"')


def _split(text: str, separator: str) -> Iterator[str]:
    """Split outside of quotes."""
    start, quoted, escaped = 0, False, False
    for at, character in enumerate(text):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == separator and not quoted:
            yield text[start:at]
            start = at + 1
    yield text[start:]
