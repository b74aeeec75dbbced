"""A card as one page of HTML without scripts, to be printed or kept."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from labeling.rounds.card.document import Card, Cell, Section, Table, shown

_STYLE = """
:root { color-scheme: light; }
body { font: 14px/1.45 system-ui, sans-serif; color: #16191d; margin: 2rem auto; max-width: 52rem;
  padding: 0 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; border-bottom: 1px solid #cfd5db; }
h3 { font-size: .95rem; margin: 1rem 0 .25rem; }
dl { display: grid; grid-template-columns: 14rem 1fr; gap: .15rem 1rem; margin: 0; }
dt { color: #55606b; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem .75rem .2rem 0; border-bottom: 1px solid #e4e8ec; }
th { color: #55606b; font-weight: 600; }
th { vertical-align: bottom; }
td { vertical-align: top; }
p { margin: .5rem 0; }
@page { margin: 16mm 18mm; }
@media print {
  body { font-size: 10pt; margin: 0; padding: 0; max-width: none; }
  h2, h3, thead { break-after: avoid; }
  dl, table, tr, p { break-inside: avoid; }
  table + p { break-before: avoid; }
}
"""


def as_page(card: Card) -> str:
    """A whole document; every word that people typed is escaped."""
    sections = format_html_join("", "{}", ((_section(one),) for one in card.sections))
    return format_html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{}</title><style>{}</style></head>'
        "<body><main><h1>{}</h1><p>Written {} from the platform's records.</p>{}</main></body></html>",
        card.title,
        mark_safe(_STYLE),  # noqa: S308  a constant of this file
        card.title,
        card.made,
        sections,
    )


def _section(section: Section) -> SafeString:
    facts = format_html_join(
        "", "<dt>{}</dt><dd>{}</dd>", ((name, shown(fact)) for name, fact in section.facts)
    )
    return format_html(
        "<section><h2>{}</h2>{}{}{}</section>",
        section.title,
        format_html("<dl>{}</dl>", facts) if section.facts else "",
        format_html_join("", "{}", ((_table(one),) for one in section.tables)),
        format_html_join("", "<p>{}</p>", ((remark,) for remark in section.remarks)),
    )


def _table(table: Table) -> SafeString:
    head = format_html_join("", "<th scope=col>{}</th>", ((name,) for name in table.head))
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        (
            (format_html_join("", "<td>{}</td>", ((_kept_together(c),) for c in row)),)
            for row in table.rows
        ),
    )
    return format_html(
        "<h3>{}</h3><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        table.title,
        head,
        rows,
    )


def _kept_together(cell: Cell) -> str:
    """A cell in words; a line may end before an interval, never within one."""
    return shown(cell).replace(" to ", "\u00a0to\u00a0")
