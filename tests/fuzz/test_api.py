"""Requests that schemathesis makes up from our OpenAPI: none may be answered with a fault of ours."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, transaction
from hypothesis import strategies as st

from labeling.accounts.services import create_token
from tests.labeling.test_who_may import MAKERS
from tests.labeling.who_may import Side, make_side

SNAPSHOT = Path(__file__).resolve().parents[2] / "frontend" / "src" / "api" / "openapi.json"
pytestmark = [
    pytest.mark.django_db,
    # schemathesis closes no answer that is a file
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

EXAMPLES = 12
OUR_FAULTS = frozenset(range(500, 600)) - {503}  # a full queue is an answer


def _operations() -> dict[str, Any]:
    schema = schemathesis.openapi.from_dict(json.loads(SNAPSHOT.read_text()))
    schema.app = WSGIHandler()
    found = (result.ok() for result in schema.get_all_operations())
    return {f"{one.method.upper()} {one.path}": one for one in found}


OPERATIONS = _operations()


@pytest.fixture(autouse=True)
def _kept_connection() -> Iterator[None]:
    """As Django's own test client: a request must not close the connection of the test."""
    requests = (signals.request_started, signals.request_finished)
    for signal in requests:
        signal.disconnect(close_old_connections)
    yield
    for signal in requests:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def side(django_db_setup: None, django_db_blocker: Any) -> Iterator[Side]:
    """A project with one of everything, made once; each request below is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        side = make_side("fuzzed")
        side.values["slug"] = side.project.slug
        for name, make in sorted(MAKERS.items()):
            side.values[name] = make(side)
        admin = side.people["lead"]
        admin.is_superuser = True
        admin.save()
        side.values["token"] = create_token(user=admin, name="fuzz").secret
        yield side
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_request_is_answered_with_a_fault(side: Side, name: str) -> None:
    operation = OPERATIONS[name]
    answers: set[int] = set()

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if real:
            known = side.values.keys() & case.path_parameters.keys()
            case.path_parameters.update({key: side.values[key] for key in known})
        with transaction.atomic():
            response = case.call(headers={"Authorization": f"Bearer {side.values['token']}"})
            transaction.set_rollback(True)
        answers.add(response.status_code)
        assert response.status_code not in OUR_FAULTS, response.text[:300]

    ask()
    assert answers - {503}
