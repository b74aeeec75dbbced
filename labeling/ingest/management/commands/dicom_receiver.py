import resource
import signal
import threading
from typing import Any

from django.core.management.base import CommandParser

from labeling.core.management.base import GyreCommand
from labeling.ingest.receiver import Receiver
from labeling.projects.errors import NotHere
from labeling.projects.models import Project

_MEMORY = 4 << 30
"""A caller may announce a message of 4 GiB; the process must not grow with it."""


class Command(GyreCommand):
    help = "Receive scans over DIMSE (C-STORE) into a project, until stopped."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", metavar="SLUG", required=True)
        parser.add_argument("--port", type=int, default=11112)
        parser.add_argument("--host", default="127.0.0.1", help="The address to listen on.")
        parser.add_argument("--aet", default="GYRE", help="Our AE title.")
        parser.add_argument(
            "--allow-aet",
            default="",
            metavar="A,B",
            help="AE titles that may call. Everybody may when left out.",
        )

    def run(self, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise NotHere(f"There is no project {options['project']!r}.")
        allow = [name.strip() for name in options["allow_aet"].split(",") if name.strip()]
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        over = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: over.set())
        receiver = Receiver(project=project, aet=options["aet"], allow=allow)
        with receiver.listening(options["host"], options["port"]) as server:
            host, port = server.server_address[:2]
            self.stdout.write(f"listening on {host}:{port} as {options['aet']}")
            self.stdout.flush()
            over.wait()
