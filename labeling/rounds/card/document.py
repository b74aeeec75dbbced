"""A card as plain data: one document, written as JSON, Markdown and a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Rows of cells; a number is shown with three decimals, None as a dash."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Section:
    """Facts by name, tables and remarks under one heading."""

    title: str
    facts: Sequence[tuple[str, Cell]] = ()
    tables: Sequence[Table] = ()
    remarks: Sequence[str] = ()


@dataclass(frozen=True)
class Card:
    """The whole card. `title` names project and version."""

    title: str
    made: str
    sections: Sequence[Section]

    def to_json(self) -> dict[str, Any]:
        """A JSON object: the same words and numbers, unrounded."""
        value = asdict(self)
        for section in value["sections"]:
            section["facts"] = [{"name": name, "value": fact} for name, fact in section["facts"]]
        return value


def shown(cell: Cell) -> str:
    """A cell in words."""
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.3f}"
    return str(cell)


def span(interval: dict[str, Any] | None, digits: int = 3) -> str | None:
    """Such as 0.850 (0.810 to 0.880), the mean alone where patients were too few; None without any."""
    if not interval or interval.get("mean") is None:
        return None
    mean, low, high = (interval.get(key) for key in ("mean", "low", "high"))
    if low is None or high is None:
        return f"{mean:.{digits}f} (too few patients for an interval)"
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
