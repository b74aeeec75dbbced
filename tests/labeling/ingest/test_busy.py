"""Nobody's slow files hold the whole web process: who cannot be served soon is told so."""

import threading
import time
from contextlib import ExitStack

import pytest
from django.test import Client

from labeling.ingest import admission, sandboxes
from labeling.ingest.errors import DecodersBusy, IntakeBusy
from tests.labeling.ingest import scans


@pytest.fixture
def all_lent(monkeypatch: pytest.MonkeyPatch) -> ExitStack:
    monkeypatch.setattr(sandboxes, "PATIENCE", 1.5)
    monkeypatch.setattr(sandboxes, "HASTE", 0.1)
    with ExitStack() as lent:
        for _ in sandboxes._all:
            lent.enter_context(sandboxes.borrowed())
        yield lent


def _seconds_until_refused() -> float:
    started = time.monotonic()
    with pytest.raises(DecodersBusy) as busy, sandboxes.borrowed_soon():
        pass
    assert busy.value.status == 503
    return time.monotonic() - started


def test_an_answer_waits_for_a_child_no_longer_than_its_patience(all_lent: ExitStack) -> None:
    assert 1.4 < _seconds_until_refused() < 3


def test_who_finds_many_waiting_is_refused_sooner(all_lent: ExitStack) -> None:
    waiting = [threading.Thread(target=_seconds_until_refused) for _ in range(4)]
    for thread in waiting:
        thread.start()
    time.sleep(0.2)
    assert _seconds_until_refused() < 1
    for thread in waiting:
        thread.join()


def test_a_child_given_back_meanwhile_is_taken(all_lent: ExitStack) -> None:
    threading.Timer(0.2, all_lent.close).start()
    with sandboxes.borrowed_soon() as sandbox:
        assert sandbox in sandboxes._all


@pytest.mark.django_db
def test_uploads_beyond_those_taken_in_at_once_are_refused_at_once(client: Client) -> None:
    project = scans.project()
    client.force_login(scans.person("eve", project))
    opened = client.post(f"/api/projects/{project.slug}/uploads").json()
    with ExitStack() as taken:
        for _ in range(admission.AT_ONCE):
            taken.enter_context(admission.admitted())
        with pytest.raises(IntakeBusy), admission.admitted():
            pass
        refused = client.post(f"/api/uploads/{opened['id']}/files")
        assert refused.status_code == 503
        assert refused.json()["code"] == "intake_busy"
        stow = client.post(
            f"/dicomweb/projects/{project.slug}/studies", b"", content_type="application/dicom"
        )
        assert stow.status_code == 503
        assert stow["Retry-After"]
    assert client.post(f"/api/uploads/{opened['id']}/files").status_code == 400
