import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction

from labeling.core import audit
from labeling.core.models import AuditEvent


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_which_object() -> None:
    person = get_user_model().objects.create_user("ada")
    event = audit.record(act="person.created", actor=person, obj=person, project_id=3, cases=2)
    assert (event.object_type, event.object_id) == ("accounts.user", str(person.pk))
    assert (event.project_id, event.detail) == (3, {"cases": 2})


@pytest.mark.django_db
def test_the_database_refuses_to_change_an_event() -> None:
    event = audit.record(act="mask.approved", actor=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(act="nothing")


@pytest.mark.django_db
def test_the_database_refuses_to_remove_an_event() -> None:
    event = audit.record(act="mask.approved", actor=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).delete()
