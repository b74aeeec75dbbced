"""Nothing is served without sign-in but the probes, the page and the sign-in itself."""

import pytest
from django.test import Client

from tests.architecture.routes import Route, routes

OPEN = {"/livez": {"get", "head"}, "/readyz": {"get", "head"}}
METHODS = ("get", "head", "post", "put", "patch", "delete")
SIGN_IN = ("/api/session", "post")


@pytest.mark.django_db
@pytest.mark.parametrize("route", routes(), ids=lambda route: str(route.template))
def test_nobody_gets_nothing(route: Route) -> None:
    client = Client(raise_request_exception=False)
    answered = {}
    for method in METHODS:
        if method in OPEN.get(route.template, ()) or (route.template, method) == SIGN_IN:
            continue
        answer = getattr(client, method)(route.path())
        answered[method] = answer.status_code
        if answer.status_code == 401 and method != "head":
            assert answer["Content-Type"] == "application/problem+json"
    if route.template in OPEN:
        return
    wrong = {method: status for method, status in answered.items() if status not in {401, 405}}
    assert wrong == {}
    assert 401 in answered.values()


@pytest.mark.django_db
def test_the_sign_in_takes_no_empty_form() -> None:
    assert Client().post("/api/session").status_code in {400, 415}
