"""Whether what the machine writes says who a scan of `balls` is of."""

import re
from pathlib import Path

PATIENT = re.compile(rb"doe\^jane|balls-\d", re.IGNORECASE)
"""PatientName, or PatientID."""


def names_in(text: str) -> list[bytes]:
    return PATIENT.findall(text.encode())


def files_that_name(folder: Path) -> list[str]:
    """Files below the folder whose path or bytes do; the folder holds some."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [
        str(path)
        for path in files
        if PATIENT.search(str(path.relative_to(folder)).encode())
        or PATIENT.search(path.read_bytes())
    ]
