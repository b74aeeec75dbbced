"""A card as Markdown, to lie beside the weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from labeling.rounds.card.document import Card, Cell, Section, Table, shown

_SPECIAL = str.maketrans({"|": "\\|", "\n": " ", "\r": " ", "<": "&lt;", "*": "\\*", "_": "\\_"})


def as_markdown(card: Card) -> str:
    """GitHub-flavoured Markdown."""
    lines = [f"# {_plain(card.title)}", "", f"Written {card.made} from the platform's records."]
    for section in card.sections:
        lines += ["", *_section(section)]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {_plain(section.title)}"
    if section.facts:
        yield ""
        yield from (f"- **{_plain(name)}**: {_plain(fact)}" for name, fact in section.facts)
    for table in section.tables:
        yield from _table(table)
    for remark in section.remarks:
        yield from ("", _plain(remark))


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"### {_plain(table.title)}", "")
    yield _row(table.head)
    yield "|" + " --- |" * len(table.head)
    yield from (_row(row) for row in table.rows)


def _row(cells: Sequence[Cell]) -> str:
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"


def _plain(cell: Cell) -> str:
    """A name that a person typed must not become markup."""
    return shown(cell).translate(_SPECIAL)
