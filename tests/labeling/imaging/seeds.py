"""The DICOM files that are inside the installed pydicom; nothing is downloaded."""

from pathlib import Path

import pydicom

FOLDER = Path(pydicom.__file__).parent / "data" / "test_files"


def seed_path(name: str) -> Path:
    return FOLDER / name


def all_seeds() -> list[Path]:
    return sorted(path for path in FOLDER.rglob("*") if path.is_file())
