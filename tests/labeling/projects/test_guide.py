"""The guide of learning knows every strategy."""

import re
from pathlib import Path

from labeling.projects.strategies import CATALOGUE

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "learning.md"


def test_the_table_of_strategies_is_the_catalogue() -> None:
    rows = GUIDE.read_text(encoding="utf-8").split("| Strategy |")[1].split("\n\n")[0]
    first_cells = [row.split("|")[1] for row in rows.splitlines()[2:]]
    told = [name for cell in first_cells for name in re.findall(r"`([a-z_0-9]+)`", cell)]
    assert sorted(told) == sorted(entry["name"] for entry in CATALOGUE)
