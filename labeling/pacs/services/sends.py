"""Results on their way back, as people see them. `sending` does the work."""

from django.db import transaction

from labeling.accounts.models import User
from labeling.core import audit, jobs
from labeling.pacs.errors import SendNotRetryable
from labeling.pacs.models import Send, SendState


@transaction.atomic
def retry_send(*, send: Send, user: User) -> Send:
    """Try again what failed or was refused.

    Raises:
        SendNotRetryable: 409, it was sent or waits already. QueueFull: 503.
    """
    send = Send.objects.select_for_update().get(pk=send.pk)
    if send.state not in (SendState.FAILED, SendState.REFUSED):
        raise SendNotRetryable(expected=["failed", "refused"], got=send.state)
    send.state, send.message = SendState.WAITING, ""
    send.save(update_fields=["state", "message"])
    audit.record(act="send.retried", actor=user, project_id=send.project_id, obj=send)
    enqueue_send(send)
    return send


def enqueue_send(send: Send) -> None:
    jobs.enqueue("pacs.send_one", queue="web", once=f"pacs.send_one:{send.pk}", send_id=send.pk)
