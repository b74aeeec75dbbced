"""Sending an approved revision to the PACS that take the project's results, as a DICOM SEG."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from labeling.annotate.models import Revision
from labeling.export.segmentations import Segmentation, segmentation_of
from labeling.imaging.deid.profile import METHOD
from labeling.ingest.models import Instance
from labeling.ingest.services import profile_of
from labeling.pacs.models import Send, SendState
from labeling.pacs.services.sends import enqueue_send
from labeling.pacs.upstream import session_for, store_object
from labeling.pacs.upstream.elements import text
from labeling.review.selectors import approved_revisions

DEIDENTIFICATION_METHOD = "00120063"
_SECONDS = 120.0
_DEIDENTIFIED = (
    "This scan was de-identified on its way in: its result names UIDs and a patient that the PACS "
    "does not know, so it is not sent."
)
_WITHDRAWN = "The approval was withdrawn, so the result is not sent."
_RETIRED = "The PACS was taken out, or gets no results of this project any more."


@dataclass(frozen=True)
class Sent:
    """How a send ended."""

    state: SendState
    message: str = ""
    sop_instance_uid: str = ""


@transaction.atomic
def request_sends(*, revision_id: int) -> list[Send]:
    """A send to each PACS that takes the project's results; asked again: no second one."""
    revision = Revision.objects.select_related("case__project").get(pk=revision_id)
    project = revision.case.project
    made = []
    for link in project.pacs_links.filter(sends_results=True):
        send, new = Send.objects.get_or_create(
            revision=revision, pacs_id=link.pacs_id, defaults={"project": project}
        )
        if new:
            enqueue_send(send)
            made.append(send)
    return made


def send_result(*, send: Send) -> Sent:
    """Build the SEG and store it in the PACS. The same revision is the same object each time.

    Raises:
        AddressRefused, SecretUnreadable, Upstream: nothing is known to have been stored.
        DamagedRevision: the stored mask is not the approved one.
    """
    refused = _reason_not_to(send)
    if refused:
        return Sent(SendState.REFUSED, refused)
    made = segmentation_of(approved_revisions(send.project).get(pk=send.revision_id))
    return _store(send, made)


def _store(send: Send, made: Segmentation) -> Sent:
    with session_for(send.pacs, seconds=_SECONDS) as session:
        outcome = store_object(session, made.part10)
    state = SendState.SENT if outcome.taken else SendState.FAILED
    return Sent(state, outcome.message, made.sop_instance_uid)


def keep_sent(*, send: Send, sent: Sent) -> None:
    """Write down how it ended."""
    Send.objects.filter(pk=send.pk).update(
        state=sent.state,
        message=sent.message,
        sop_instance_uid=sent.sop_instance_uid,
        sent_at=timezone.now() if sent.state == SendState.SENT else None,
    )


def keep_trouble(*, send: Send, message: str) -> None:
    """It waits for another try; say meanwhile why the last one failed."""
    Send.objects.filter(pk=send.pk, state=SendState.WAITING).update(message=message)


def _reason_not_to(send: Send) -> str:
    if not send.project.pacs_links.filter(pacs=send.pacs_id, sends_results=True).exists():
        return _RETIRED
    if not approved_revisions(send.project).filter(pk=send.revision_id).exists():
        return _WITHDRAWN
    return _DEIDENTIFIED if _was_deidentified(send) else ""


def _was_deidentified(send: Send) -> bool:
    """The project de-identifies now, or did when the scan came in."""
    if profile_of(send.project) is not None:
        return True
    scan = Instance.objects.filter(series=send.revision.case.series_id).first()
    method = text(scan.metadata, DEIDENTIFICATION_METHOD) if scan else ""
    return method.startswith(METHOD)
