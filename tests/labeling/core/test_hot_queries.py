import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from labeling.core.hot_queries import fetch_one

WHO = "SELECT pg_backend_pid(), %(word)s::text"


@pytest.mark.django_db(transaction=True)
def test_a_dead_connection_is_replaced_without_a_word() -> None:
    pid, word = fetch_one(WHO, {"word": "one"})
    assert word == "one"
    _kill(pid)
    other, word = fetch_one(WHO, {"word": "two"})
    assert word == "two"
    assert other != pid


@pytest.mark.django_db(transaction=True)
def test_in_a_transaction_a_dead_connection_is_an_error() -> None:
    with pytest.raises(OperationalError):
        _killed_in_the_middle()
    connection.close()


@pytest.mark.django_db
def test_nothing_found_is_none() -> None:
    assert fetch_one("SELECT 1 WHERE %(never)s", {"never": False}) is None


@transaction.atomic
def _killed_in_the_middle() -> None:
    pid, _ = fetch_one(WHO, {"word": "one"})
    _kill(pid)
    fetch_one(WHO, {"word": "two"})


def _kill(pid: int) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()
