"""The secret of a project that de-identifies, at rest."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from labeling.core.errors import SecretUnreadable
from labeling.ingest import services
from labeling.ingest.models import Instance, ProfileName
from labeling.projects.models import Project
from tests.factories import make_project
from tests.labeling.ingest import scans


def _row() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM ingest_deidentificationprofile p")
        return str(cursor.fetchone()[0])


def _de_identifying() -> Project:
    project = make_project("liver")
    services.change_profile(project=project, by=None, profile=ProfileName.BASIC)
    return project


@pytest.mark.django_db
def test_the_database_does_not_tell_it() -> None:
    secret = services.key_of(_de_identifying())
    assert len(secret) == 32
    assert secret.hex() not in _row()


@pytest.mark.django_db
def test_under_another_key_nothing_is_taken_in_rather_than_under_another_pseudonym(
    settings: Any, tmp_path: Path
) -> None:
    project = _de_identifying()
    settings.SECRET_KEY = "another"
    path = scans.written(scans.slices()[0], tmp_path / "a.dcm")
    with pytest.raises(SecretUnreadable):
        services.store_instance(project=project, user=None, path=path)
    assert not Instance.objects.exists()
    plain = make_project("plain")
    services.settings_of(plain)
    assert services.profile_of(plain) is None


@pytest.mark.django_db(transaction=True)
def test_the_migration_seals_the_secrets_that_are_there_and_can_be_undone() -> None:
    secret = services.key_of(_de_identifying())
    call_command("migrate", "ingest", "0005", verbosity=0)
    assert f'"key":"{secret.hex()}"' in _row()
    call_command("migrate", "ingest", verbosity=0)
    assert secret.hex() not in _row()
    assert services.key_of(Project.objects.get()) == secret
