"""Real files that lie beside the project; tests that use them are skipped where they are absent."""

from pathlib import Path

import pytest

ZOO = Path(__file__).resolve().parents[2] / "shared/data/dicom-zoo"
needs_zoo = pytest.mark.skipif(not ZOO.is_dir(), reason="shared/data/dicom-zoo is not there")
