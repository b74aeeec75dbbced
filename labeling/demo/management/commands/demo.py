"""`manage.py demo`: Gyre on the bundled scans."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import close_old_connections, connections

from labeling.accounts.models import User
from labeling.core import bootstrap
from labeling.core.errors import Conflict
from labeling.core.management.commands import up
from labeling.core.supervisor.stack import workers
from labeling.core.supervisor.supervisor import Supervisor
from labeling.demo.once import demonstrate
from labeling.demo.people import PASSWORDS, PEOPLE, stored_passwords
from labeling.demo.progress import Progress
from labeling.demo.project import ensure_project
from labeling.demo.scans import load_scans
from labeling.demo.work import give_first_cases
from labeling.projects.models import Project
from labeling.rounds.services import request_training


class NotFresh(Conflict):
    """This data folder has a demonstration with a model already; `--once` needs a new `--data`."""


class Command(up.Command):
    help = (
        "Gyre on bundled scans: first model, drafts, first batch, then serve (or play with --once)."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        super().add_own_arguments(parser)
        parser.add_argument("--once", action="store_true", help="play three rounds, then stop")
        parser.add_argument("--json", action="store_true", help="with --once: result as last line")
        parser.add_argument("--rounds", type=int, default=3, help="with --once: how many")
        parser.add_argument("--training-seconds", type=int, default=None)
        parser.add_argument("--cases", type=int, default=None, help="fewer scans, for a quick run")

    def run(self, **options: Any) -> None:
        self.options = options
        if options["once"]:
            with up.only_one(Path(settings.DATA)):
                self._play()
        else:
            # A line a request would scroll the passwords away; what goes wrong is still shown.
            os.environ.setdefault("GYRE_LOG_LEVEL", "WARNING")
            super().run(**options)

    # Serving

    def prepare(self) -> None:
        self.project, self.users = self._load(self.options["training_seconds"] or 75)
        if not self.project.training_runs.exists():
            request_training(project=self.project, trigger="demo", user=self.users["lead"])

    def watch(self, supervisor: Supervisor, address: str) -> None:
        progress = Progress(self.project, self._say)
        supervisor.run(until=progress.first_batch_is_there)
        if not supervisor.asked:
            given = give_first_cases(
                project=self.project, lead=self.users["lead"], reader=self.users["amir"]
            )
            self._say(self._welcome(address, given))
        supervisor.run()

    def _welcome(self, address: str, given: int) -> str:
        folder = Path(settings.DATA)
        passwords = stored_passwords(folder)
        lines = [f"\nGyre is at {address}\n", f"{'person':10} {'role':10} password"]
        lines += [
            f"{person.username:10} {person.role or 'admin':10} {passwords[person.username]}"
            for person in PEOPLE
        ]
        if given:
            lines.append(f"\namir has {given} cases to open; lead assigns the others.")
        return "\n".join(
            [
                *lines,
                f"\nThe passwords are kept in {folder / PASSWORDS}.",
                "Ctrl+C stops everything; `make demo` goes on where it was.",
            ]
        )

    # Playing

    def _play(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        project, users = self._load(self.options["training_seconds"] or 150)
        if project.training_runs.exists():
            raise NotFresh
        connections.close_all()
        supervisor = Supervisor(workers(settings.REPOSITORY), bootstrap.keep_database)
        supervisor.listen()
        try:
            supervisor.start()
            entries = demonstrate(
                project=project,
                users=users,
                rounds=self.options["rounds"],
                wait=self._waiter(supervisor, project),
            )
        finally:
            supervisor.stop()
            connections.close_all()
            bootstrap.release()
        self.stdout.write(
            json.dumps({"rounds": entries}) if self.options["json"] else table(entries)
        )

    def _waiter(self, supervisor: Supervisor, project: Project) -> Callable[..., None]:
        def wait(answered: Callable[[], bool]) -> None:
            progress = Progress(project, self._say)
            supervisor.run(until=lambda: progress.looked() and answered())
            if supervisor.asked:
                raise KeyboardInterrupt

        return wait

    def _load(self, training_seconds: int) -> tuple[Project, dict[str, User]]:
        began = time.monotonic()
        project, users = ensure_project(
            passwords=stored_passwords(Path(settings.DATA)), training_seconds=training_seconds
        )

        def say(count: int, total: int) -> None:
            if count % 16 == 0:
                self._say(f"scans     {count} of {total}, {time.monotonic() - began:.0f} s")

        load_scans(project=project, lead=users["lead"], say=say, cases=self.options["cases"])
        close_old_connections()
        return project, users

    def _say(self, text: str) -> None:
        """Progress goes to stderr when the result is read by a program."""
        out = self.stderr if self.options.get("json") else self.stdout
        out.write(text)
        (sys.stderr if self.options.get("json") else sys.stdout).flush()


def table(entries: list[dict[str, Any]]) -> str:
    """The rounds for a person to read."""
    lines = ["labels  mean Dice on the holdout"]
    lines += [
        f"{entry['labels']:6}  {entry['holdout_dice_mean']:.3f}  {entry['reason']}"
        for entry in entries
    ]
    return "\n".join(lines)
