"""The model helper as a process, asked as the editor asks: over HTTP, through the web's client."""

import contextlib
import gzip
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import psycopg
import pytest
from django.conf import settings
from rest_framework.test import APIClient

from activelearning.assist.batch import predict_case
from activelearning.assist.server import HelperIsUp, listening
from activelearning.prelabel.predictors import load_predictor
from labeling.assist import client
from labeling.assist.address import socket_path
from labeling.assist.errors import HelperFailed, QuestionRefused
from labeling.assist.wire import receive, send
from labeling.core import jobs
from labeling.core.processes import dies_with_parent
from labeling.ingest.selectors import geometry_of, load_volume
from labeling.projects.models import Role
from models.inference.members import Members
from tests.activelearning import balls
from tests.activelearning.assist.asking import question
from tests.activelearning.networks import live_model
from tests.activelearning.places import address
from tests.activelearning.workers import database_url
from tests.factories import make_assignment, open_for, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
OCTETS = "application/octet-stream"
PATIENCE = 120.0
SOMEBODY_WAITS = """
    SELECT count(*) FROM pg_locks
     WHERE relation = 'rounds_modelversion'::regclass AND NOT granted
"""


class Helper:
    """The process on the test's data folder and database."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "activelearning.assist"],
            cwd=settings.REPOSITORY,
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "labeling.settings.testing",
            },
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )
        deadline = time.monotonic() + PATIENCE
        while not self.listens():
            assert self.process.poll() is None, "the helper ended"
            assert time.monotonic() < deadline, "the helper does not listen"
            time.sleep(0.1)

    def listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as one:
            return one.connect_ex(str(socket_path())) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(20)


@pytest.fixture
def helper() -> Iterator[Helper]:
    one = Helper()
    yield one
    one.kill()


class Reader:
    """A reader with a ball open in the editor, all background."""

    def __init__(self, slug: str, seed: int) -> None:
        self.project = balls.project(slug)
        self.case = balls.add_case(self.project, seed, balls.SplitName.TRAIN)
        self.user = balls.person(self.project, Role.ANNOTATOR, f"{slug}-reader")
        self.annotation, self.edit = open_for(make_assignment(self.case, self.user))
        self.client: APIClient = signed_in(self.user)
        self.truth = balls.scan(seed).mask
        self.scribble = np.zeros(self.truth.shape, bool)
        self.scribble[tuple(np.argwhere(self.truth)[self.truth.sum() // 2])] = True

    def ask(self, body: bytes | None = None, **headers: str) -> Any:
        labels = np.zeros(self.truth.shape, np.uint8)
        lease = {"X-Lease-Token": str(self.edit.lease_token)}
        return self.client.generic(
            "POST",
            f"/api/annotations/{self.annotation.pk}/correct",
            question(labels, self.scribble) if body is None else body,
            content_type=OCTETS,
            headers=lease | headers,
        )


@contextlib.contextmanager
def killed_at_work(helper: Helper) -> Iterator[None]:
    """Whoever asks first sees the helper killed when it has read the question and looks for its model."""

    def send_and_kill(to: socket.socket, head: dict[str, Any], body: bytes = b"") -> None:
        with psycopg.connect(**address()) as other:
            other.execute("LOCK TABLE rounds_modelversion")
            send(to, head, body)
            deadline = time.monotonic() + PATIENCE
            while not other.execute(SOMEBODY_WAITS).fetchone()[0]:
                assert time.monotonic() < deadline, "the helper did not begin"
                time.sleep(0.02)
            helper.kill()

    with mock.patch("labeling.assist.client.send", send_and_kill):
        yield
    assert helper.process.returncode == -signal.SIGKILL


def _labels(answer: Any, shape: tuple[int, ...]) -> np.ndarray:
    assert answer.status_code == 200, answer.content
    return np.frombuffer(gzip.decompress(answer.content), np.uint8).reshape(shape)


def test_the_editor_is_told_when_no_helper_runs() -> None:
    answer = Reader("alone", 1).ask()
    assert (answer.status_code, answer.json()["code"]) == (503, "no_helper")
    assert "No model helper is running" in answer.json()["detail"]


def test_each_project_is_answered_by_its_own_model_and_a_killed_helper_comes_back(
    helper: Helper,
) -> None:
    with_model, without = Reader("with", 1), Reader("without", 2)
    version = live_model(with_model.project)

    by_intensity = without.ask()
    assert by_intensity.headers["X-Model"] == "none"
    found = _labels(by_intensity, without.truth.shape)
    assert (found[without.scribble] == 1).all()
    assert (found & without.truth).sum() > 0.5 * without.truth.sum()
    assert (found & ~without.truth & 1).sum() < 0.1 * without.truth.sum()
    assert by_intensity.headers["X-Changed-Voxels"] == str(found.sum())

    first = with_model.ask()
    assert first.headers["X-Model"] == str(version.number)
    again = with_model.ask()
    assert (first.headers["X-Remembered"], again.headers["X-Remembered"]) == ("no", "yes")
    assert again.content == first.content

    with killed_at_work(helper):
        assert with_model.ask().json()["code"] == "no_helper"
    second = Helper()
    try:
        assert with_model.ask().content == first.content
        _check_that_garbage_is_refused(with_model)
    finally:
        assert second.stop() == 0
    assert not socket_path().exists()


def test_the_machine_worker_has_whole_cases_predicted_by_it(helper: Helper) -> None:
    reader, without = Reader("batch", 1), Reader("no-model", 2)
    version = live_model(reader.project)
    own = load_predictor(version.weights_blob, version.spec)
    scan = load_volume(reader.case.series), geometry_of(reader.case.series).spacing
    for members in (None, Members.tta(3)):
        found = predict_case(reader.case.pk, version.weights_blob, members)
        expected = own.predict(*scan, members=members)
        np.testing.assert_array_equal(found.labels, expected.labels)
        np.testing.assert_allclose(found.planned, expected.planned, atol=1e-5)
        np.testing.assert_allclose(found.embedding, expected.embedding, atol=1e-5)
        assert (found.planned_entropy is None) == (members is None)
        assert (found.pairwise_dice is None) == (members is None)
    with pytest.raises(HelperFailed, match="another model"):
        predict_case(reader.case.pk, "0" * 64)
    with pytest.raises(QuestionRefused, match="no live model"):
        predict_case(without.case.pk, version.weights_blob)
    for head in (
        {"predict": "1"},
        {"predict": 1, "members": {"kind": "ensemble", "weights": ["/x"]}},
    ):
        with pytest.raises(QuestionRefused):
            client.ask(head, b"")
    with pytest.raises(HelperFailed):
        client.ask({"predict": 10**9}, b"")
    _labels(reader.ask(), reader.truth.shape)

    waiting = balls.add_case(
        reader.project, 2, balls.SplitName.TRAIN
    )  # the model is live: a job drafts it
    with killed_at_work(helper):
        jobs.drain("machine")
    assert waiting.drafts.get().model_version == version
    assert waiting.scores.count() == 1


def _check_that_garbage_is_refused(reader: Reader) -> None:
    """By the web at its door, and by the helper at its own."""
    shape = reader.truth.shape
    beyond = question(np.zeros(shape, np.uint8), reader.scribble, low=(1, 0, 0))
    strange = question(np.full(shape, 7, np.uint8), reader.scribble)
    other = question(np.zeros(shape, np.uint8), reader.scribble, label=9)
    for body, code in (
        (b"junk", "question_refused"),
        (beyond, "question_refused"),
        (strange, "unknown_label"),
        (other, "question_refused"),
    ):
        answer = reader.ask(body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert reader.ask(b"x" * (8 * 2**20 + 1)).status_code == 413
    lost = reader.ask(**{"X-Lease-Token": "00000000-0000-4000-8000-000000000000"})
    assert (lost.status_code, lost.json()["code"]) == (409, "lease_lost")

    head = {"annotation": reader.annotation.pk, "case": reader.case.pk}
    with pytest.raises(QuestionRefused):
        client.ask(head, b"junk")
    with pytest.raises(QuestionRefused):
        client.ask({"annotation": "1"}, question(np.zeros(shape, np.uint8)))
    with pytest.raises(HelperFailed):
        client.ask({"annotation": 1, "case": 10**9}, question(np.zeros(shape, np.uint8)))
    for raw in (
        b"\xff" * 64,
        struct.pack(">II", 2, 0) + b"[]",
        struct.pack(">II", 2, 2**31) + b"{}",
    ):
        with socket.socket(socket.AF_UNIX) as one:
            one.settimeout(5)
            one.connect(str(socket_path()))
            one.sendall(raw)
            with contextlib.suppress(ConnectionResetError):
                assert one.recv(1) == b""
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(str(socket_path()))
        send(one, head, question(np.zeros(shape, np.uint8)))
        assert receive(one, shape[0] * shape[1] * shape[2])[0]["changed"] == 0
    _labels(reader.ask(), shape)


def test_a_second_helper_on_the_same_folder_is_refused_and_the_socket_is_ours_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "assist" / "socket"
    with listening(path):
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        with pytest.raises(HelperIsUp), listening(path):
            pass
        assert path.exists()
    path.touch()  # as one that was killed leaves it
    with listening(path) as listener:
        assert listener.fileno() > 0
