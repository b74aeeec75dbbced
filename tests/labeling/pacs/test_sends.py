"""What becomes of an approved result when the archive, or the project, does not take it."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pydicom import dcmread

from labeling.annotate.models import Revision
from labeling.core.jobs import JobFailed, Run, drain
from labeling.export.segmentations import segmentation_of
from labeling.ingest.models import ProfileName
from labeling.ingest.services import change_profile
from labeling.pacs import tasks
from labeling.pacs.errors import Upstream
from labeling.pacs.models import Pacs, Send, SendState
from labeling.pacs.services import sending
from labeling.pacs.upstream import StoreOutcome, UpstreamSession, store_object
from labeling.pacs.upstream.patience import Patience
from labeling.review.selectors import approved_revisions
from labeling.review.services import approve_revision, import_label, reopen_case
from tests.factories import (
    make_approved,
    make_assignment,
    make_case,
    make_member,
    make_project,
    make_submission,
    make_user,
    signed_in,
    some_mask,
)
from tests.labeling.pacs.archives import make_pacs
from tests.labeling.pacs.liar import Asked, Liar

pytestmark = pytest.mark.django_db


def _approved(pacs: Pacs) -> Revision:
    (link,) = pacs.links.all()
    return make_approved(link.project).revision


def _failed_with(reason: int, status: int) -> Any:
    item = {"00081197": {"vr": "US", "Value": [reason]}}
    body = {"00081198": {"vr": "SQ", "Value": [item]}}
    return lambda asked: asked.json(json.dumps(body).encode(), status)


def test_a_label_that_was_approved_elsewhere_is_not_sent(liar: Liar) -> None:
    project = make_project()
    make_pacs(liar.address, project, sends=True)
    case = make_case(project)
    import_label(case=case, mask=some_mask(case, 3), approved=True, actor=make_user())
    drain("web")
    assert approved_revisions(project).count() == 1
    assert not Send.objects.exists()
    assert liar.asked == []


@pytest.mark.parametrize(
    ("answer", "taken", "message"),
    [
        (lambda asked: asked.json(b"{}"), True, ""),
        (lambda asked: asked.json(b"", 204), True, ""),
        # the very UID is there: it was sent before
        (_failed_with(0x0111, 409), True, "It was there already."),
        (_failed_with(0x0122, 409), False, "does not store objects of this kind"),
        # 202: something failed, although the status says success
        (_failed_with(0xA700, 202), False, "out of resources"),
        (lambda asked: asked.json(b"", 409), False, "did not take the result (409)"),
        (lambda asked: asked.json(b"", 401), False, "refuses us"),
        (lambda asked: asked.redirect("http://127.0.0.1:9/"), False, "redirects"),
        (lambda asked: asked.send(b"<html>", "text/html"), False, "not DICOM JSON"),
    ],
)
def test_the_answer_of_the_archive_is_understood(
    liar: Liar, answer: Any, taken: bool, message: str
) -> None:
    liar.answer = answer
    with UpstreamSession(liar.address, Patience(5)) as session:
        try:
            outcome = store_object(session, b"a SEG")
        except Upstream as error:
            outcome = StoreOutcome(taken=False, message=error.message)
    assert outcome.taken is taken
    assert message in outcome.message


def test_a_result_that_the_archive_refuses_has_failed_with_its_reason(liar: Liar) -> None:
    pacs = make_pacs(liar.address, make_project(), sends=True)
    revision = _approved(pacs)
    liar.answer = _failed_with(0x0122, 409)
    drain("web")
    send = Send.objects.get(revision=revision)
    assert send.state == SendState.FAILED
    assert "does not store objects of this kind" in send.message


def test_an_archive_that_is_away_is_asked_again(liar: Liar) -> None:
    pacs = make_pacs(liar.address, make_project(), sends=True)
    revision = _approved(pacs)
    liar.answer = lambda asked: asked.json(b"", 503)
    with pytest.raises(JobFailed, match="not available"):  # the worker would try again
        drain("web")
    send = Send.objects.get(revision=revision)
    assert send.state == SendState.WAITING
    assert "not available" in send.message


def test_after_the_last_try_it_has_failed(liar: Liar) -> None:
    pacs = make_pacs(liar.address, make_project(), sends=True)
    send = sending.request_sends(revision_id=_approved(pacs).pk)[0]
    liar.answer = lambda asked: asked.json(b"", 503)
    job_id = send_job(send)
    tasks.send_one(Run(job_id, "pacs.send_one", 7), send_id=send.pk)
    send.refresh_from_db()
    assert send.state == SendState.FAILED
    assert "not available" in send.message


def send_job(send: Send) -> int:
    """The job of this send, as a worker holds it at its eighth try."""
    jobs = ProcrastinateJob.objects.filter(task_name="pacs.send_one", args__send_id=send.pk)
    job = jobs.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = 7 WHERE id = %s", [job.pk]
        )
    return int(job.pk)


def test_what_failed_can_be_tried_again_by_a_lead(liar: Liar) -> None:
    project = make_project()
    pacs = make_pacs(liar.address, project, sends=True)
    revision = _approved(pacs)
    liar.answer = lambda asked: asked.json(b"", 401)
    drain("web")
    send = Send.objects.get(revision=revision)
    liar.answer = lambda asked: asked.json(b"{}")
    lead = signed_in(make_member(project, "lead"))
    assert lead.post(f"/api/sends/{send.pk}/retry").json()["state"] == "waiting"
    drain("web")
    (row,) = lead.get(f"/api/projects/{project.slug}/sends").json()["results"]
    assert (row["state"], row["message"]) == ("sent", "")
    assert row["sop_instance_uid"]
    assert lead.post(f"/api/sends/{send.pk}/retry").status_code == 409


def test_what_is_sent_is_a_seg_and_the_same_one_each_time(liar: Liar) -> None:
    project = make_project()
    revision = _approved(make_pacs(liar.address, project, sends=True))
    bodies: list[bytes] = []

    def keep(asked: Asked) -> None:
        bodies.append(asked.body)
        asked.json(b"{}")

    liar.answer = keep
    drain("web")
    (body,) = bodies
    part10 = body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--gyre-")[0]
    seg = dcmread(BytesIO(part10))
    assert seg.Modality == "SEG"
    assert seg.SOPInstanceUID == Send.objects.get(revision=revision).sop_instance_uid
    made = segmentation_of(approved_revisions(project).get())
    assert made.part10 == part10


def test_a_project_that_sends_nothing_queues_nothing(liar: Liar) -> None:
    _approved(make_pacs(liar.address, make_project(), sends=False))
    drain("web")
    assert not Send.objects.exists()
    assert liar.asked == []


def test_an_approval_sends_each_revision_once_to_each_archive(liar: Liar) -> None:
    revision = _approved(make_pacs(liar.address, make_project(), sends=True))
    sending.request_sends(revision_id=revision.pk)
    sending.request_sends(revision_id=revision.pk)
    drain("web")
    assert Send.objects.count() == 1
    assert len(liar.asked) == 1


def test_a_withdrawn_approval_is_not_sent(liar: Liar) -> None:
    project = make_project()
    make_pacs(liar.address, project, sends=True)
    case = make_case(project)
    revision = make_submission(make_assignment(case, make_member(project, "annotator")))
    approve_revision(revision=revision, reviewer=make_member(project, "reviewer"))
    reopen_case(case=case, actor=make_member(project, "lead"), reason="a second look")
    drain("web")
    assert Send.objects.get().state == SendState.REFUSED
    assert "withdrawn" in Send.objects.get().message
    assert liar.asked == []


def test_results_of_a_project_that_de_identifies_are_not_sent(liar: Liar) -> None:
    project = make_project()
    _approved(make_pacs(liar.address, project, sends=True))
    change_profile(project=project, by=make_user(admin=True), profile=ProfileName.BASIC)
    drain("web")
    send = Send.objects.get()
    assert send.state == SendState.REFUSED
    assert "de-identified" in send.message
    assert liar.asked == []
