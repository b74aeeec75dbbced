"""The settings behind a TLS-terminating proxy, loaded as a server loads them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GIVEN = {
    "DJANGO_SETTINGS_MODULE": "labeling.settings.production",
    "GYRE_SECRET_KEY": "only-for-tests",
    "GYRE_HOSTS": "gyre.example",
    "DATABASE_URL": "postgresql://gyre@db.example/gyre",
}


def _python(script: str, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in GIVEN}
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**environment, **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("name", ["GYRE_SECRET_KEY", "GYRE_HOSTS", "DATABASE_URL"])
def test_a_missing_variable_stops_the_server_and_is_named(name: str) -> None:
    given = {key: value for key, value in GIVEN.items() if key != name}
    answer = _python("import django; django.setup()", given)
    assert answer.returncode != 0
    assert f"{name} is not set" in answer.stderr


def test_cookies_are_for_https_only_and_other_hosts_are_refused() -> None:
    script = """
import django; django.setup()
from django.conf import settings
from django.test import Client
assert settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and not settings.DEBUG
def status(path, host):
    return Client().get(path, headers={"host": host}).status_code
assert status("/livez", "127.0.0.1:8000") == 200  # probes ask on the machine itself
assert status("/livez", "evil.example") == 400
assert status("/api/session", "gyre.example") == 301
secure = Client().get("/livez", headers={"host": "gyre.example", "x-forwarded-proto": "https"})
assert secure["Strict-Transport-Security"] == "max-age=3600"
"""
    answer = _python(script, GIVEN)
    assert answer.returncode == 0, answer.stderr
