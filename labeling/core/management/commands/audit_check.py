"""`manage.py audit_check`: has anybody changed, removed, swapped or cut off audit events?"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from labeling.core import audit_chain
from labeling.core.management.base import GyreCommand


class Command(GyreCommand):
    help = "Check the chain of audit events; fails when it does not hold."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            type=Path,
            metavar="FILE",
            help="where heads are kept between checks (default: audit_anchor.jsonl of the data "
            "folder); best on another machine",
        )
        parser.add_argument("--json", action="store_true", help="the report as one JSON line")

    def run(self, **options: Any) -> None:
        anchor: Path = options["anchor"] or settings.DATA / "audit_anchor.jsonl"
        report = audit_chain.check(audit_chain.read_anchors(anchor))
        if options["json"]:
            faults = [{"code": f.code, "message": f.message} for f in report.faults]
            self.stdout.write(json.dumps({"events": report.events, "faults": faults}))
        else:
            for fault in report.faults:
                self.stdout.write(f"{fault.code}: {fault.message}")
        if report.faults:
            raise CommandError(f"{len(report.faults)} faults in {report.events} audit events.")
        audit_chain.write_anchor(anchor, report)
        if not options["json"]:
            self.stdout.write(f"{report.events} audit events in {len(report.heads)} lanes: sound")
