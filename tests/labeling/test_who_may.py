"""Who may call what: every person, every route, in the own project and in another.

A route without a row here fails `test_every_route_has_its_rows`: add it to the app's `who_may.py`.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from labeling.accounts.models import User
from tests.labeling.who_may import (
    LET_IN,
    PERSONS,
    REFUSALS,
    Row,
    Side,
    expected,
    make_people,
    make_side,
)

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent
TABLES = [
    import_module(f"tests.labeling.{path.parent.name}.who_may")
    for path in sorted(HERE.glob("*/who_may.py"))
]
ROWS: list[Row] = [row for table in TABLES for row in table.ROWS]
MAKERS: dict[str, Callable[[Side], Any]] = {
    name: maker for table in TABLES for name, maker in getattr(table, "MAKERS", {}).items()
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass
class World:
    """Two projects alike in everything, and people who belong to the first alone."""

    own: Side
    other: Side
    people: dict[str, User | None]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once; every call below is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        own, other = make_side("own"), make_side("other")
        for side in (own, other):
            side.values["slug"] = side.project.slug
            for name in sorted(_parameters()):
                side.values[name] = MAKERS[name](side)
        yield World(own, other, make_people(own))
        transaction.set_rollback(True)


@pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("person", PERSONS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.route}")
def test_people_get_what_their_role_allows(world: World, row: Row, person: str, own: bool) -> None:
    status = _call(world.own if own else world.other, row, world.people[person])
    wanted = expected(row, person, own=own)
    if wanted == LET_IN:
        assert status not in REFUSALS, f"{person} was refused with {status}"
        assert status < 500 or status == 503  # not built, not ready: no refusal of the person
    else:
        assert status == wanted


def test_every_route_has_its_rows() -> None:
    """Of each route that tells its methods, every method; of the others at least one."""
    stated = {row.key for row in ROWS}
    missing = []
    for route, methods in _routes():
        if methods is None:
            if not any(route == known for _, known in stated):
                missing.append(f"any {route}")
        else:
            missing += [f"{m} {route}" for m in methods if (m, route) not in stated]
    assert not missing, "state who may call:\n" + "\n".join(missing)


def test_every_row_is_a_route() -> None:
    routes = {route for route, _ in _routes()}
    assert [row.route for row in ROWS if row.route not in routes] == []


def test_a_row_is_stated_once() -> None:
    keys = [row.key for row in ROWS]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def _call(side: Side, row: Row, person: User | None) -> int:
    """The status of the answer; whatever the call changed is undone."""
    body = row.body(side) if callable(row.body) else row.body
    headers = row.headers(side) if callable(row.headers) else row.headers
    route = row.path or row.route
    path = "/" + PARAMETER.sub(lambda found: str(side.values[found[1]]), route)
    is_json = row.content_type == "application/json"
    client = APIClient()
    with transaction.atomic():
        if person is not None:
            client.force_login(person)
        answer = client.generic(
            row.method,
            f"{path}?{row.query}" if row.query else path,
            _bytes({} if body is None and is_json else body),
            content_type=row.content_type,
            headers=dict(headers),
        )
        if answer.streaming:
            list(answer.streaming_content)  # read to its end, so that its file is closed
        transaction.set_rollback(True)
    return answer.status_code


def _bytes(body: Any) -> bytes:
    if body is None or isinstance(body, bytes):
        return body or b""
    return json.dumps(body).encode()


def _parameters() -> set[str]:
    names = {name for row in ROWS for name in PARAMETER.findall(row.route)}
    return names - {"slug"}


def _routes() -> Iterator[tuple[str, list[str] | None]]:
    """Each route with its methods; None where the view does not tell them."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, list[str] | None]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, _methods(pattern.callback)


def _methods(view: Any) -> list[str] | None:
    made_of = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if made_of is None:
        return None
    verbs = ("get", "post", "put", "patch", "delete")
    return [verb.upper() for verb in verbs if hasattr(made_of, verb)]
