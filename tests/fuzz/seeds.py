"""What is broken: the files inside the installed pydicom, and the zoo where it is at hand."""

from functools import cache
from pathlib import Path

from tests.labeling.imaging.seeds import all_seeds
from tests.zoo import ZOO

LARGEST = 300_000


@cache
def seed_paths() -> tuple[Path, ...]:
    """Files of a size that leaves time for many of them."""
    zoo = [path for path in ZOO.rglob("*") if path.is_file()] if ZOO.is_dir() else []
    found = [path for path in (*all_seeds(), *sorted(zoo)) if path.stat().st_size <= LARGEST]
    return tuple(path for path in found if path.read_bytes()[128:132] == b"DICM")
