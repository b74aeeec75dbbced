import json
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from rest_framework.exceptions import NotAuthenticated, ParseError, ValidationError

from labeling.core.errors import GyreError, NotFound, StaleRevision
from labeling.core.exception_handler import handle
from labeling.core.middleware import Problems
from labeling.core.parsers import PlainJSONParser


class NoSuchScan(NotFound):
    """There is no such scan."""


def _body(error: Exception) -> dict[str, Any]:
    answer = handle(error, {})
    assert answer is not None
    body: dict[str, Any] = json.loads(answer.content)
    return body


def test_an_error_is_named_for_its_class_and_says_what_was_expected() -> None:
    assert NoSuchScan(expected="a scan of yours", got=3).problem() == {
        "type": "urn:gyre:problem:no_such_scan",
        "title": "No such scan",
        "status": 404,
        "code": "no_such_scan",
        "detail": "There is no such scan.",
        "expected": "a scan of yours",
        "got": 3,
        "fields": {},
    }


def test_a_code_of_its_own_is_kept() -> None:
    assert (StaleRevision.code, StaleRevision.status) == ("stale", 412)


def test_faults_of_nested_fields_become_sentences() -> None:
    body = _body(ValidationError({"labels": [{"value": ["Too big."]}]}))
    assert body["fields"] == {"labels": ["value: Too big."]}
    assert body["detail"] == "The request has wrong values. labels: value: Too big."


def test_a_missing_sign_in_is_401_and_names_the_scheme() -> None:
    answer = handle(NotAuthenticated(), {})
    assert answer is not None
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="gyre"')


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NoSuchScan(), 404),
        (Http404(), 404),
        (OSError(28, "No space left on device"), 507),  # ENOSPC
        (RequestDataTooBig(), 413),
        (TooManyFilesSent(), 413),
    ],
)
def test_plain_views_answer_in_the_same_shape(error: Exception, status: int) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        raise AssertionError

    answer = Problems(view).process_exception(RequestFactory().get("/dicomweb/studies"), error)
    assert answer is not None
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_an_unknown_error_is_left_to_django() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        raise AssertionError

    assert Problems(view).process_exception(RequestFactory().get("/"), KeyError("x")) is None
    assert handle(KeyError("x"), {}) is None


def test_an_address_that_does_not_exist_is_a_problem(client: Client) -> None:
    answer = client.get("/api/nothing")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("address", ["/api/work?project=%00", "/dicomweb/studies/%00/metadata"])
def test_an_address_with_nul_is_refused_before_the_database_meets_it(
    client: Client, address: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_page_that_is_posted_to_says_what_it_takes(client: Client) -> None:
    answer = client.post("/")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD"


def test_json_nested_too_deeply_is_a_parse_error() -> None:
    with pytest.raises(ParseError, match="nested too deeply"):
        PlainJSONParser().parse(BytesIO(b"[" * 100_000))


def test_every_answer_carries_the_safety_headers(client: Client) -> None:
    answer = client.get("/livez")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self' 'wasm-unsafe-eval'" in answer["Content-Security-Policy"]
    assert "unsafe-eval' " not in answer["Content-Security-Policy"].replace("wasm-unsafe-eval", "")
    assert answer["X-Request-ID"]


def test_every_error_class_has_a_sentence() -> None:
    def below(kind: type[GyreError]) -> list[type[GyreError]]:
        return [kind, *(deeper for child in kind.__subclasses__() for deeper in below(child))]

    assert [kind for kind in below(GyreError) if not (kind.__doc__ or "").strip()] == []


@pytest.mark.django_db
def test_an_absent_database_is_said_to_be_away_and_to_be_tried_again(client: Client) -> None:
    client.raise_request_exception = False
    with connection.execute_wrapper(_refuse):
        answer = client.get("/api/session", headers={"Authorization": "Bearer gyre_x"})
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
    assert answer["Retry-After"]


def _refuse(*_: object) -> None:
    raise OperationalError("the connection is lost")
