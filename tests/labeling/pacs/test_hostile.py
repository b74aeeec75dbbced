"""An archive that hangs, lies, redirects, cuts off or never ends: one clear reason each."""

import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from labeling.core import blobs
from labeling.core.jobs import drain
from labeling.ingest.models import Instance
from labeling.pacs import services
from labeling.pacs.errors import (
    AddressRefused,
    Upstream,
    UpstreamAway,
    UpstreamBroken,
    UpstreamFault,
    UpstreamLies,
    UpstreamRedirects,
    UpstreamRefuses,
    UpstreamSlow,
    UpstreamTooMuch,
)
from labeling.pacs.models import PacsLink, Pull, PullState
from labeling.pacs.progress import progress_of_pull
from labeling.pacs.upstream import find_studies, session_for
from labeling.pacs.upstream.patience import Patience
from labeling.pacs.upstream.session import UpstreamSession
from tests.factories import make_project
from tests.images import make_series
from tests.labeling.pacs.archives import address_of, files_of, make_pacs, pulled
from tests.labeling.pacs.liar import Asked, Liar

pytestmark = pytest.mark.django_db


def _hang(asked: Asked) -> None:
    asked.server.over.wait(20)


def _drip(asked: Asked) -> None:
    """A byte now and then: each starts a socket's own timeout anew."""
    asked.send_response(200)
    asked.send_header("Content-Type", "application/dicom+json")
    asked.send_header("Content-Length", "1000000")
    asked.end_headers()
    while not asked.server.over.wait(0.1):
        asked.wfile.write(b" ")


def _drip_headers(asked: Asked) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not asked.server.over.wait(0.1):
        asked.wfile.write(b"x")


def _endless(asked: Asked) -> None:
    asked.send_response(200)
    asked.send_header("Content-Type", "application/dicom+json")
    asked.end_headers()
    while not asked.server.over.is_set():
        asked.wfile.write(b"[" + b" " * (1 << 20))


def _compressed(asked: Asked) -> None:
    asked.send_response(200)
    asked.send_header("Content-Type", "application/dicom+json")
    asked.send_header("Content-Encoding", "gzip")
    asked.send_header("Content-Length", "2")
    asked.end_headers()
    asked.wfile.write(b"[]")


def _no_http(asked: Asked) -> None:
    asked.wfile.write(b"SSH-2.0-OpenSSH\r\n")
    asked.close_connection = True


STUDY_OF_NO_UID = [{"0020000D": {"vr": "UI", "Value": ["../../etc/passwd"]}}]
ANSWERS: list[tuple[str, Callable[[Asked], None], type[Upstream]]] = [
    ("hangs", _hang, UpstreamSlow),
    ("drips", _drip, UpstreamSlow),
    ("drips its headers", _drip_headers, UpstreamSlow),
    ("never ends", _endless, UpstreamTooMuch),
    ("redirects", lambda a: a.redirect("http://169.254.169.254/latest/"), UpstreamRedirects),
    ("sends HTML", lambda a: a.send(b"<html>Sign in", "text/html"), UpstreamLies),
    ("sends bad JSON", lambda a: a.json(b'[{"0020000D": '), UpstreamLies),
    ("sends deep JSON", lambda a: a.json(b"[" * 200_000), UpstreamLies),
    ("sends no rows", lambda a: a.json(b'{"error": [1]}'), UpstreamLies),
    ("sends numbers for rows", lambda a: a.json(b"[1, 2]"), UpstreamLies),
    ("sends no UID", lambda a: a.json(json.dumps(STUDY_OF_NO_UID).encode()), UpstreamLies),
    ("compresses", _compressed, UpstreamLies),
    ("cuts off", lambda a: a.send(b"[{}", "application/dicom+json", claims=999), UpstreamBroken),
    ("refuses", lambda a: a.json(b"", 401), UpstreamRefuses),
    ("fails", lambda a: a.json(b"", 500), UpstreamFault),
    ("is away", lambda a: a.json(b"", 503), UpstreamAway),
    ("is no web server", _no_http, UpstreamBroken),
]


@pytest.mark.parametrize(
    ("answer", "reason"), [one[1:] for one in ANSWERS], ids=[one[0] for one in ANSWERS]
)
def test_a_search_says_what_is_wrong_with_the_archive(
    liar: Liar, impatient: None, answer: Any, reason: type[Upstream]
) -> None:
    project = make_project()
    pacs = make_pacs(liar.address, project)
    liar.answer = answer
    started = time.monotonic()
    tracemalloc.start()
    with pytest.raises(reason) as error:
        services.search_series(project=project, pacs=pacs, filters={}, limit=5, offset=0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.type is reason
    assert error.value.status in (502, 504)
    assert time.monotonic() - started < 5
    assert peak < 64 << 20


def test_nothing_is_sent_to_where_a_redirect_leads(liar: Liar, loopback: None) -> None:
    with Liar() as other:
        liar.answer = lambda asked: asked.redirect(f"{other.address}/studies")
        checked = services.check_pacs(pacs=make_pacs(liar.address))
        assert not checked.ok
        assert "redirects" in checked.message
        assert len(liar.asked) == 1
        assert other.asked == []


def test_the_secret_goes_to_its_own_origin_only(liar: Liar) -> None:
    pacs = make_pacs(liar.address)
    with session_for(pacs) as session:
        find_studies(session, {}, limit=1, offset=0)
        with pytest.raises(UpstreamLies, match="another address"):
            session.get("http://127.0.0.1:9/studies")
    assert liar.asked[0][2]["Authorization"].startswith("Basic ")


def test_an_address_that_is_not_listed_is_not_connected_to(liar: Liar, settings: Any) -> None:
    settings.PACS_NETWORKS = []
    with (
        UpstreamSession(liar.address, Patience(5)) as session,
        pytest.raises(AddressRefused),
    ):
        session.get(f"{liar.address}/studies")
    assert liar.asked == []


def test_the_environments_proxy_is_not_used(liar: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert services.check_pacs(pacs=make_pacs(liar.address)).ok


class Archive:
    """An honest archive of one series, whose retrievals a test makes dishonest."""

    def __init__(self, seed: str) -> None:
        self.slices = make_series(seed=seed, patient_id="P-hostile")
        self.files = files_of(self.slices)
        self.uids = [str(ds.SOPInstanceUID) for ds in self.slices]
        self.whole: Callable[[Asked], None] = lambda asked: asked.multipart(self.files)
        self.single: Callable[[Asked, int], None] = lambda asked, n: asked.multipart(
            [self.files[n]]
        )

    def __call__(self, asked: Asked) -> None:
        path, _, query = asked.path.partition("?")
        if path.endswith("/instances"):
            rows = [{"00080018": {"vr": "UI", "Value": [uid]}} for uid in self.uids]
            asked.json(json.dumps([] if "offset=6" in query else rows).encode())
        elif "/instances/" in path:
            self.single(asked, self.uids.index(path.rpartition("/")[2]))
        else:
            self.whole(asked)


def _pull(liar: Liar, archive: Archive) -> tuple[Pull, int]:
    project = make_project()
    liar.answer = archive
    pull = pulled(project, make_pacs(liar.address, project), archive.slices)
    assert list(blobs.scratch().glob("pull-*")) == []
    return pull, Instance.objects.filter(project=project).count()


def test_a_retrieval_cut_off_in_a_part_is_completed_instance_by_instance(
    liar: Liar, impatient: None
) -> None:
    archive = Archive("cut")
    archive.whole = lambda asked: asked.multipart(archive.files, cut=1500)
    pull, stored = _pull(liar, archive)
    assert (pull.state, stored) == (PullState.FINISHED, 6)
    single = [path for _, path, _ in liar.asked if "/instances/" in path]
    assert 1 <= len(single) < 6


def test_what_is_listed_but_not_given_is_refused_by_name(liar: Liar, impatient: None) -> None:
    archive = Archive("gap")
    archive.whole = lambda asked: asked.multipart(archive.files[:4])
    archive.single = lambda asked, n: asked.json(b"", 404)
    pull, stored = _pull(liar, archive)
    assert stored == 4
    progress = progress_of_pull(pull)
    assert (progress.state, progress.refused) == (PullState.FINISHED, 2)
    refused = pull.series.get().instances.filter(code="not_there")
    assert {one.sop_instance_uid for one in refused} == set(archive.uids[4:])


def test_instances_of_another_series_are_not_taken(liar: Liar, impatient: None) -> None:
    archive = Archive("asked for")
    foreign = files_of(make_series(seed="foreign"))
    archive.whole = lambda asked: asked.multipart(foreign)
    archive.single = lambda asked, n: asked.multipart([foreign[n]])
    pull, stored = _pull(liar, archive)
    assert (pull.state, stored) == (PullState.FAILED, 0)
    assert "another instance" in pull.series.get().problem


def test_a_swapped_instance_is_not_taken_for_another(liar: Liar, impatient: None) -> None:
    archive = Archive("swapped")
    archive.whole = lambda asked: asked.json(b"", 404)
    archive.single = lambda asked, n: asked.multipart([archive.files[0]])
    pull, stored = _pull(liar, archive)
    assert (pull.state, stored) == (PullState.FAILED, 1)


def test_what_is_no_dicom_is_refused_with_the_parsers_reason(liar: Liar, impatient: None) -> None:
    archive = Archive("junk")
    archive.files[2] = b"not DICOM at all" * 100
    pull, stored = _pull(liar, archive)
    assert stored == 5
    (refused,) = pull.series.get().instances.filter(outcome="refused")
    assert (refused.sop_instance_uid, refused.code) == (archive.uids[2], "not_dicom")


def test_a_retrieval_that_hangs_fails_the_pull_which_can_be_resumed(
    liar: Liar, impatient: None
) -> None:
    archive = Archive("hang")
    archive.whole = _hang
    pull, stored = _pull(liar, archive)
    assert (pull.state, stored) == (PullState.FAILED, 0)
    assert pull.problem == "The PACS did not answer in time."
    archive.whole = lambda asked: asked.multipart(archive.files)
    services.resume_pull(pull=pull, user=pull.user)
    again = _drained(pull)
    assert (again.state, again.problem) == (PullState.FINISHED, "")


def test_a_pull_ends_when_an_admin_unlinks_the_archive(liar: Liar, impatient: None) -> None:
    archive = Archive("unlinked")
    project = make_project()
    liar.answer = archive
    pacs = make_pacs(liar.address, project)
    pull = services.start_pull(
        project=project, user=pacs.created_by, pacs=pacs, series=[address_of(archive.slices)]
    )
    PacsLink.objects.all().delete()
    pull = _drained(pull)
    assert pull.state == PullState.FAILED
    assert "not linked" in pull.problem
    assert liar.asked == []


def test_a_crash_between_storing_and_remembering_loses_and_doubles_nothing(
    liar: Liar, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the worker is killed: its job starts anew."""
    archive = Archive("crash")
    project = make_project()
    liar.answer = archive
    pacs = make_pacs(liar.address, project)
    real = services.pulling._note
    left = [3]

    def crash(*values: Any, **named: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        real(*values, **named)

    monkeypatch.setattr(services.pulling, "_note", crash)
    with pytest.raises(KeyboardInterrupt):
        pulled(project, pacs, archive.slices)
    assert Instance.objects.filter(project=project).count() == 4
    monkeypatch.setattr(services.pulling, "_note", real)

    pull = _drained(Pull.objects.get(project=project))

    assert pull.state == PullState.FINISHED
    assert Instance.objects.filter(project=project).count() == 6
    progress = progress_of_pull(pull)
    assert (progress.instances_stored, progress.known) == (5, 1)


def test_a_person_stops_a_pull_in_the_middle_of_a_series(
    liar: Liar, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive("stop")
    project = make_project()
    liar.answer = archive
    pacs = make_pacs(liar.address, project)

    archive.whole = lambda asked: asked.json(b"", 404)
    real = services.pulling._note

    def note(*values: Any, **named: Any) -> None:
        real(*values, **named)
        if Instance.objects.filter(project=project).count() == 2:
            services.stop_pull(pull=Pull.objects.get(project=project), user=pacs.created_by)

    monkeypatch.setattr(services.pulling, "_note", note)
    pull = pulled(project, pacs, archive.slices)
    assert pull.state == PullState.STOPPED
    assert Instance.objects.filter(project=project).count() == 2


def _drained(pull: Pull) -> Pull:
    drain("web")
    pull.refresh_from_db()
    return pull
