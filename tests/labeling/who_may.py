"""The scheme of the who-may matrix: {person} x {own project, other project} over every route.

Each app states its routes in `tests/labeling/<app>/who_may.py`:

    ROWS = [
        Row("GET", "api/rounds/<int:round_id>", Act.VIEW),
        Row("POST", "api/models/<int:model_id>/promote", Act.TRAIN, body={"reason": "x"}),
    ]
    MAKERS = {"round_id": lambda side: make_round(side.project).pk}

A maker gives the value of a route's parameter on one side; it runs once, before any call. What is
expected follows from the act: nobody 401, a stranger and the other project 404, a role without the
act 403, the others anything but these (the request itself may still be refused as 409 or 422).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from labeling.accounts.models import User
from labeling.cohorts.models import Case
from labeling.projects.models import Project, Role
from labeling.projects.permissions import ACTS, Act
from tests.factories import make_case, make_member, make_project, make_user

PERSONS = ("anonymous", "stranger", "annotator", "reviewer", "lead", "engineer", "admin")
LET_IN = 0  # stands for any status but these
REFUSALS = frozenset({401, 403, 404, 405})


class Open(Enum):
    """Routes that no project guards."""

    TO_ALL = "to all"
    TO_SIGNED_IN = "to signed-in people"


@dataclass
class Side:
    """A project with a person for each role; `values` are the routes' parameters there."""

    project: Project
    people: dict[str, User]
    case: Case
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One method of one route.

    Attributes:
        method: GET, POST ...
        route: as in the URL patterns, joined.
        act: what a role must allow, or `Open`.
        body: JSON, bytes, or a function of the side that gives them.
        headers: of the request, or a function of the side that gives them.
        query: appended to the address, without the question mark.
        but: persons for whom it is otherwise, with their status; LET_IN for allowed.
        content_type: of the body.
        path: the address, where it does not follow from the route.
        unseen: what those get who do not see the project; a search finds nothing.
    """

    method: str
    route: str
    act: Act | Open
    body: Any = None
    headers: Mapping[str, str] | Callable[[Side], Mapping[str, str]] = field(default_factory=dict)
    query: str = ""
    but: Mapping[str, int] = field(default_factory=dict)
    content_type: str = "application/json"
    path: str = ""
    unseen: int = 404

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.route


def expected(row: Row, person: str, *, own: bool) -> int:
    """The status that this person should get, LET_IN for anything that is no refusal."""
    if row.act is Open.TO_ALL:
        return row.but.get(person, LET_IN)
    if person == "anonymous":
        return 401
    if row.act is Open.TO_SIGNED_IN or person == "admin":
        return row.but.get(person, LET_IN)
    if person == "stranger" or not own:
        return row.unseen
    if row.act not in ACTS[Role(person)]:
        return 403
    return row.but.get(person, LET_IN)


def make_side(name: str) -> Side:
    project = make_project(name)
    people = {role: make_member(project, role, f"{name}-{role}") for role in Role.values}
    return Side(project, people, make_case(project))


def make_people(own: Side) -> dict[str, User | None]:
    """Everybody of the matrix; those with a role have it in the own project alone."""
    return {
        "anonymous": None,
        "stranger": make_user("stranger"),
        "admin": make_user("admin", admin=True),
        **own.people,
    }
