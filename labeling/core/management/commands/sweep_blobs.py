from typing import Any

from django.core.management.base import CommandParser

from labeling.core.blobs import sweep_scratch
from labeling.core.blobs.sweep import sweep
from labeling.core.management.base import GyreCommand


class Command(GyreCommand):
    help = "Free stored bytes that no row names any more, and what dead uploads left behind."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def run(self, **options: Any) -> None:
        dry_run = options["dry_run"]
        swept = sweep(dry_run=dry_run)
        verb = "would be freed" if dry_run else "freed"
        self.stdout.write(f"{swept.blobs} blobs {verb} ({swept.bytes} bytes)")
        if swept.young:
            self.stdout.write(f"{swept.young} without a row are younger than the grace: they wait")
        if not dry_run and (left := sweep_scratch()):
            self.stdout.write(f"{left} files of dead uploads removed")
