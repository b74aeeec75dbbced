from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from labeling.core.backup.saving import back_up
from labeling.core.management.base import GyreCommand


class Command(GyreCommand):
    help = "Save the database and every blob that it names in a folder. Gyre may go on running."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def run(self, **options: Any) -> None:
        saved = back_up(options["folder"], self._progress)
        rows = sum(saved.tables.values())
        self.stdout.write(
            f"{rows} rows of {len(saved.tables)} tables, {saved.blobs} blobs ({saved.bytes} bytes)"
        )
        if saved.lost:
            raise CommandError(
                f"{len(saved.lost)} blobs could not be saved, they are lost or damaged: "
                f"{', '.join(saved.lost[:3])}. See archive_check."
            )

    def _progress(self, count: int) -> None:
        if count and count % 10_000 == 0:
            self.stderr.write(f"{count} blobs")
