import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests.labeling.dicomweb.conftest import Holding

VIEWER = "https://viewer.example"
PREFLIGHT = {
    "Origin": VIEWER,
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "authorization, range",
}


def _cross_origin(headers: dict[str, str]) -> list[str]:
    return [
        name for name in headers if name.lower().startswith(("access-control", "cross-origin-r"))
    ]


def test_it_is_off(ours: Holding) -> None:
    path = f"{ours.root}/studies"
    response = ours.client().get(path, headers={"Origin": VIEWER})
    assert response.status_code == 200
    assert _cross_origin(response.headers) == []
    assert _cross_origin(Client().options(path, headers=PREFLIGHT).headers) == []


def test_a_named_origin_may_read(ours: Holding, settings: object) -> None:
    settings.CORS_ORIGINS = [VIEWER]
    path = f"{ours.root}/studies"
    response = ours.client().get(path, headers={"Origin": VIEWER})
    assert response["Access-Control-Allow-Origin"] == VIEWER
    assert "Access-Control-Allow-Credentials" not in response
    assert "Origin" in response["Vary"].split(", ")
    refused = Client().get(path, headers={"Origin": VIEWER})
    assert (refused.status_code, refused["Access-Control-Allow-Origin"]) == (401, VIEWER)


def test_a_preflight_is_answered_without_signing_in(ours: Holding, settings: object) -> None:
    settings.CORS_ORIGINS = [VIEWER]
    response = Client().options(f"{ours.root}/studies", headers=PREFLIGHT)
    assert response.status_code == 204
    assert "Authorization" in response["Access-Control-Allow-Headers"]
    assert "GET" in response["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    "origin", ["https://other.example", "null", "https://viewer.example.evil.example", ""]
)
def test_any_other_origin_gets_nothing(ours: Holding, settings: object, origin: str) -> None:
    settings.CORS_ORIGINS = [VIEWER]
    response = ours.client().get(f"{ours.root}/studies", headers={"Origin": origin})
    assert _cross_origin(response.headers) == []
    preflight = Client().options(f"{ours.root}/studies", headers={**PREFLIGHT, "Origin": origin})
    assert _cross_origin(preflight.headers) == []


def test_nothing_but_dicomweb_is_opened(ours: Holding, settings: object) -> None:
    settings.CORS_ORIGINS = [VIEWER]
    response = ours.client().get("/api/session", headers={"Origin": VIEWER})
    assert _cross_origin(response.headers) == []
    assert _cross_origin(Client().options("/api/session", headers=PREFLIGHT).headers) == []


@pytest.mark.parametrize("origin", ["*", "viewer.example", "https://viewer.example/"])
def test_what_is_no_origin_is_refused_at_start(settings: object, origin: str) -> None:
    settings.CORS_ORIGINS = [origin]
    with pytest.raises(ImproperlyConfigured, match="GYRE_CORS_ORIGINS"):
        Client().get("/livez")
