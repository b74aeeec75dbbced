"""The guide of learning knows every strategy."""

import re
from pathlib import Path

from labeling.projects.strategies import CATALOGUE

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "learning.md"


def test_the_table_of_strategies_is_the_catalogue_by_name_and_by_code() -> None:
    rows = GUIDE.read_text(encoding="utf-8").split("| Strategy |")[1].split("\n\n")[0]
    first_cells = ", ".join(row.split("|")[1].strip() for row in rows.splitlines()[2:])
    told = re.findall(r"(?:^|, )([A-Z][^`(]*) \(`([a-z_0-9]+)`\)", first_cells)
    assert sorted(told) == sorted((entry["title"], entry["name"]) for entry in CATALOGUE)
