from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from labeling.core.backup.restoring import restore
from labeling.core.management.base import GyreCommand


class Command(GyreCommand):
    help = "Bring a backup back into an empty database: manage.py restore DIR --data NEW_FOLDER."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def run(self, **options: Any) -> None:
        saved = restore(options["folder"], self._progress)
        rows = sum(saved.tables.values())
        self.stdout.write(
            f"{rows} rows of {len(saved.tables)} tables, {saved.blobs} blobs ({saved.bytes} bytes):"
            " counts and hashes are equal"
        )
        if saved.lost:
            self.stdout.write(f"{len(saved.lost)} blobs were lost before the backup was made")

    def _progress(self, count: int) -> None:
        if count and count % 10_000 == 0:
            self.stderr.write(f"{count} blobs")
