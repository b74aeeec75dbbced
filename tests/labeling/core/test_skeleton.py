import pytest
from django.contrib.auth import get_user_model
from django.db import connection


@pytest.mark.django_db
def test_the_tests_use_a_real_postgresql_of_version_16_or_later() -> None:
    assert connection.pg_version >= 160000


@pytest.mark.django_db
def test_a_person_without_a_full_name_is_called_by_the_user_name() -> None:
    person = get_user_model().objects.create_user("ada")
    assert person.name == "ada"
