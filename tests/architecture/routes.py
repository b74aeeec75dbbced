"""Every route that is mounted, for tests that must leave none out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

_CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")
_VALUES = {"int": "999999", "slug": "no-such", "uuid": "00000000-0000-0000-0000-000000000000"}


@dataclass(frozen=True)
class Route:
    """`template` as it is written in the urls modules, with a leading slash."""

    template: str
    view: object

    def path(self, **values: object) -> str:
        """An address of this route: the given values, and ones that do not exist for the rest."""

        def fill(match: re.Match[str]) -> str:
            kind, name = match.groups()
            return str(values.get(name, _VALUES.get(kind or "str", "1.2.3")))

        return _CONVERTER.sub(fill, self.template)


def routes() -> list[Route]:
    """All but the page that answers every other address."""
    return list(_walk("/", get_resolver().url_patterns))


def _walk(prefix: str, patterns: list[URLPattern | URLResolver]) -> Iterator[Route]:
    for pattern in patterns:
        template = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(template, pattern.url_patterns)
        elif pattern.name != "page":
            yield Route(template, pattern.callback)
