import pytest
from django.core.exceptions import ImproperlyConfigured

from labeling.settings import environment


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GYRE_SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="GYRE_SECRET_KEY is not set"):
        environment.text("GYRE_SECRET_KEY")


def test_a_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GYRE_QUEUE_CAP", "many")
    with pytest.raises(ImproperlyConfigured, match="GYRE_QUEUE_CAP: expected a whole number"):
        environment.whole_number("GYRE_QUEUE_CAP", 1)


def test_a_database_address_is_read_with_its_options() -> None:
    found = environment.database("postgresql://ada:p%40ss@db.example:5433/gyre?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("ada", "p@ss", "db.example")
    assert (found["PORT"], found["NAME"]) == ("5433", "gyre")
    assert found["OPTIONS"] == {"sslmode": "require", "prepare_threshold": 5}


def test_a_socket_folder_becomes_the_host() -> None:
    found = environment.database("postgresql://gyre@/gyre?host=/run/pg&passfile=/run/pass")
    assert found["HOST"] == "/run/pg"
    assert found["OPTIONS"] == {"passfile": "/run/pass", "prepare_threshold": 5}


def test_an_option_of_the_address_that_is_a_number_becomes_one() -> None:
    found = environment.database("postgresql://gyre@/gyre?prepare_threshold=7")
    assert found["OPTIONS"] == {"prepare_threshold": 7}


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "nonsense"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database(url)
