"""The audit trail: who did what to which object. Written in the act's own transaction."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models

from labeling.core.models import AuditEvent


def record(
    *,
    act: str,
    actor: AbstractBaseUser | AnonymousUser | None,
    project_id: int | None = None,
    obj: models.Model | None = None,
    **detail: Any,
) -> AuditEvent:
    """Append one event.

    Args:
        act: "<noun>.<past verb>", e.g. "revision.submitted".
        actor: the person; None when the machine acted on its own.
        project_id: whose trail it belongs to.
        obj: what was acted on.
        detail: JSON-able facts; ids and codes, never a patient's name.
    """
    return AuditEvent.objects.create(
        act=act,
        actor_id=actor.pk if actor is not None else None,
        project_id=project_id,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        detail=detail,
    )
