"""`manage.py create_token --user NAME --role ROLE`: a person, if need be, and an API token."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import transaction

from labeling.accounts.models import User
from labeling.accounts.services import create_token, make_person
from labeling.core.management.base import GyreCommand
from labeling.projects import services
from labeling.projects.errors import NotHere
from labeling.projects.models import Project, Role

ADMIN = "admin"


class Command(GyreCommand):
    help = "Make an API token, and the person if need be. The last line is the token."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME")
        parser.add_argument("--role", required=True, choices=[ADMIN, *Role.values])
        parser.add_argument("--project", metavar="SLUG", help="default: every project there is")
        parser.add_argument("--name", default="command line", help="what the token is for")

    def run(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            person = make_person(username=options["user"], is_admin=options["role"] == ADMIN)
            if options["role"] != ADMIN:
                self._join(person, Role(options["role"]), options["project"])
            new = create_token(user=person, name=options["name"])
        self.stdout.write(new.secret)

    def _join(self, person: User, role: Role, slug: str | None) -> None:
        projects = Project.objects.filter(slug=slug) if slug else Project.objects.all()
        if slug and not projects:
            raise NotHere(f"There is no project {slug!r}.")
        for project in projects:
            services.add_member(project=project, username=person.username, role=role, by=None)
            self.stdout.write(f"{person.username} is {role} in {project.slug}")
        if not projects:
            self.stdout.write("There is no project yet: the person is a member of none.")
