"""A CSV of what a model, or a list, says about findings -> proposals by case.

Columns: which case (`case` as people call it, `series_instance_uid`, or `id` of an imported picture); `finding` (key
or name); `probability` (1 where left out); and for a box x0, y0, x1, y1 or x, y, w, h in pixels,
`slice` (its key; the only one of an X-ray when left out), `box_probability`. Rows of one case and finding add up: each
with coordinates is a box, the greatest probability counts.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

from labeling.core.errors import BadInput
from labeling.projects.models import Finding

CASES = ("case", "series_instance_uid", "id")


class TableRefused(BadInput):
    """The table is not laid out as expected."""


@dataclass
class Proposals:
    """What a table holds.

    Attributes:
        cases: by column and value that name a case, the proposal as `read_proposal` takes it; a box
            without a slice has the empty key.
        unknown: findings that the project does not have, with their rows.
    """

    cases: dict[tuple[str, str], dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    unknown: Counter[str] = field(default_factory=Counter)


def read_tables(
    paths: Sequence[Path], findings: Sequence[Finding], labels_column: str = ""
) -> Proposals:
    """All rows of all tables.

    Args:
        paths: CSV files.
        findings: of the project, found by key or by name, whatever the case of the letters.
        labels_column: instead of `finding`, a column of names divided by "|": those named get the
            probability 1, the project's others 0.

    Raises:
        TableRefused: a table that cannot be read, a number that is none.
    """
    known = {word.casefold(): one.key for one in findings for word in (one.key, one.name)}
    made = Proposals()
    for path in paths:
        for at, row in enumerate(_rows(path), start=2):
            case = _case(row, path)
            try:
                if labels_column:
                    _add_labels(made, case, row[labels_column], known)
                else:
                    _add_row(made, case, row, known)
            except (KeyError, ValueError, OverflowError) as error:
                raise TableRefused(f"{path.name}, line {at}: {error}") from error
    return made


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise TableRefused(f"Expected a CSV table, {path} is no file.")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            yield from csv.DictReader(file, restval="")
    except (csv.Error, UnicodeDecodeError) as error:
        raise TableRefused(f"{path.name}: expected a CSV table in UTF-8: {error}") from error


def _case(row: Mapping[str, str], path: Path) -> tuple[str, str]:
    for column in CASES:
        if row.get(column):
            return column, row[column].strip()
    raise TableRefused(f"{path.name}: expected one of the columns {', '.join(CASES)}.")


def _add_labels(
    made: Proposals, case: tuple[str, str], value: str, known: Mapping[str, str]
) -> None:
    named = {word.strip().casefold() for word in value.split("|") if word.strip()}
    made.unknown.update(named - set(known))
    if not named:
        return
    present = {known[word] for word in named if word in known}
    for key in known.values():
        made.cases[case][key] = {"probability": float(key in present), "boxes": []}


def _add_row(
    made: Proposals, case: tuple[str, str], row: Mapping[str, str], known: Mapping[str, str]
) -> None:
    name = row["finding"].strip()
    key = known.get(name.casefold())
    if key is None:
        made.unknown[name] += 1
        return
    one = made.cases[case].setdefault(key, {"probability": 0.0, "boxes": []})
    one["probability"] = max(one["probability"], _number(row, "probability", 1.0))
    corners = _corners(row)
    if corners is not None:
        sure = _number(row, "box_probability", None)
        one["boxes"].append({"slice": row.get("slice") or "", "box": corners, "probability": sure})


def _corners(row: Mapping[str, str]) -> list[int] | None:
    """Rounded to whole pixels, at least one wide; None without coordinates."""
    if row.get("x0"):
        x0, y0, x1, y1 = (float(row[name]) for name in ("x0", "y0", "x1", "y1"))
    elif row.get("x"):
        x0, y0, w, h = (float(row[name]) for name in ("x", "y", "w", "h"))
        x1, y1 = x0 + w, y0 + h
    else:
        return None
    left, top = round(x0), round(y0)
    return [left, top, max(left + 1, round(x1)), max(top + 1, round(y1))]


def _number(row: Mapping[str, str], name: str, default: Any) -> Any:
    value = (row.get(name) or "").strip()
    number = float(value) if value else default
    if number is not None and not isfinite(number):
        raise ValueError(f"{name}: expected a number, got {value}")
    return number
