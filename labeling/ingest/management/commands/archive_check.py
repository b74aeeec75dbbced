import json
import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from labeling.core.management.base import GyreCommand
from labeling.ingest.checking.archive import check_archive
from labeling.ingest.checking.faults import Fault, Report

_TOLD_SECONDS = 10.0


class Command(GyreCommand):
    help = "Check every stored byte, index and derived datum; fails when something wrong is left."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="make derived data anew; originals stay as they are",
        )
        parser.add_argument("--sample", type=int, metavar="N", help="N instances chosen at random")
        parser.add_argument("--json", action="store_true", help="faults and counts as JSON lines")

    def run(self, **options: Any) -> None:
        self._json = options["json"]
        self._told = time.monotonic()
        report = check_archive(
            report=Report(self._tell),
            repair=options["repair"],
            sample=options["sample"],
            progress=self._progress,
        )
        summary = {"checked": report.checked, "found": report.found, "left": report.left}
        if self._json:
            self.stdout.write(json.dumps(summary))
        else:
            counts = ", ".join(f"{count} {what}" for what, count in report.checked.items())
            total = sum(report.found.values())
            self.stdout.write(f"{counts or 'nothing'} checked: {total} faults, {report.left} left")
        if report.left:
            raise CommandError(f"{report.left} faults are left.")

    def _tell(self, fault: Fault, repaired: bool) -> None:
        if self._json:
            self.stdout.write(json.dumps({**asdict(fault), "repaired": repaired}))
        else:
            end = " (repaired)" if repaired else ""
            self.stdout.write(f"{fault.code}: {fault.subject}: {fault.message}{end}")

    def _progress(self, report: Report) -> None:
        if time.monotonic() - self._told > _TOLD_SECONDS:
            self._told = time.monotonic()
            self.stderr.write(", ".join(f"{n} {what}" for what, n in report.checked.items()))
