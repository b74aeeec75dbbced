"""The base of our commands. `--data DIR` is taken by manage.py before Django loads; here it is told."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from labeling.core.errors import GyreError


class GyreCommand(BaseCommand):
    """Turns our errors into one line; lists --data in the help."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data",
            metavar="DIR",
            help="the folder of the embedded database and the blobs (default: .gyre)",
        )
        self.add_own_arguments(parser)

    def add_own_arguments(self, parser: CommandParser) -> None:
        """What the command takes beside --data."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        try:
            return self.run(**options)
        except GyreError as error:
            raise CommandError(error.message) from error

    def run(self, **options: Any) -> str | None:
        raise NotImplementedError
