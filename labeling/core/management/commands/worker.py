"""`manage.py worker --queue web`: run the light jobs. The machine queue has its own entry with torch."""

from typing import Any

from django.core.management.base import CommandParser

from labeling.core.jobs import run_worker
from labeling.core.management.base import GyreCommand


class Command(GyreCommand):
    help = "Run the jobs of the web queue. For the machine queue: python -m activelearning.worker."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", choices=["web"], default="web")
        parser.add_argument("--once", action="store_true", help="stop when nothing waits")

    def run(self, **options: Any) -> None:
        run_worker(options["queue"], wait=not options["once"])
