"""The demo's people. Their passwords are drawn once per data folder and kept beside the database."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction

from labeling.accounts.models import User
from labeling.projects.models import Role


@dataclass(frozen=True)
class Person:
    username: str
    first_name: str
    last_name: str
    role: Role | None
    """None is an admin."""


PASSWORDS = "demo-people.json"
"""In the data folder."""

ADMIN = Person("admin", "Ada", "Admin", None)
PEOPLE = (
    ADMIN,
    Person("lead", "Lena", "Lead", Role.LEAD),
    Person("anna", "Anna", "Annotator", Role.ANNOTATOR),
    Person("amir", "Amir", "Annotator", Role.ANNOTATOR),
    Person("rosa", "Rosa", "Reviewer", Role.REVIEWER),
    Person("emil", "Emil", "Engineer", Role.ENGINEER),
)


@transaction.atomic
def ensure_person(*, person: Person, password: str) -> User:
    """The account of this demo person, made when it is missing."""
    user, made = get_user_model().objects.get_or_create(
        username=person.username,
        defaults={
            "first_name": person.first_name,
            "last_name": person.last_name,
            "is_superuser": person.role is None,
        },
    )
    if made:
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def stored_passwords(folder: Path) -> dict[str, str]:
    """The passwords of this data folder, drawn at the first call, readable by its owner only."""
    path = folder / PASSWORDS
    if path.exists():
        return dict(json.loads(path.read_text()))
    passwords = {person.username: secrets.token_urlsafe(9) for person in PEOPLE}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(passwords, file)
    return passwords
