"""Real files that lie beside the project; tests that use them are skipped where they are absent."""

import csv
from pathlib import Path

import pytest

ZOO = Path(__file__).resolve().parents[2] / "shared/data/dicom-zoo"
ABDOMEN = ZOO.parent / "ct/abdomen-dicom-20slices"
needs_zoo = pytest.mark.skipif(not ZOO.is_dir(), reason="shared/data/dicom-zoo is not there")
needs_abdomen = pytest.mark.skipif(
    not ABDOMEN.is_dir(), reason="shared/data/ct/abdomen-dicom-20slices is not there"
)


def zoo_index() -> list[dict[str, str]]:
    """The rows of its index.csv, none where there is no zoo."""
    if not ZOO.is_dir():
        return []
    with (ZOO / "index.csv").open(newline="") as file:
        return list(csv.DictReader(file))
