"""The model helper: a process of its own, so that a click never waits for batch work.

It keeps the live models and the images of late in memory and answers questions on a unix socket, one
at a time. It writes nothing: killed at any moment, it loses nothing but what it remembered.
"""

from __future__ import annotations

import contextlib
import fcntl
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connections

from activelearning.assist.answer import Answer, answer
from activelearning.assist.errors import Stopped
from activelearning.assist.queue import Queue, Turn
from activelearning.assist.scene import Scenes
from labeling.assist.errors import HelperFailed, QuestionRefused, Replaced
from labeling.assist.question import MAX_BODY, Question
from labeling.assist.wire import BrokenMessage, is_ours, receive, send
from labeling.core.errors import Conflict, GyreError
from labeling.core.logs import log
from labeling.imaging.problems import ImagingProblem
from models.errors import ModelProblem

MOST_CONNECTIONS = 16
MESSAGE_SECONDS = 10.0
_LOOK_SECONDS = 0.5


class HelperIsUp(Conflict):
    """A model helper runs on this data folder already."""


class Server:
    """Listens at `path` until `stopping` is set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stopping = threading.Event()
        self._queue = Queue()
        self._scenes = Scenes()
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)

    def serve(self) -> None:
        """Raises: HelperIsUp."""
        with listening(self.path) as listener:
            threading.Thread(target=self._work, name="answers", daemon=True).start()
            while not self.stopping.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                self._welcome(connection)

    def _welcome(self, connection: socket.socket) -> None:
        if not is_ours(connection) or not self._places.acquire(blocking=False):
            connection.close()
            return
        threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            with connection, contextlib.suppress(OSError, BrokenMessage):
                connection.settimeout(MESSAGE_SECONDS)
                head, body = receive(connection, MAX_BODY)
                said, labels = self._reply(head, body)
                send(connection, said, labels)
        finally:
            self._places.release()

    def _reply(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        try:
            made = self._wait_for(head, body)
        except GyreError as error:
            return {"error": error.code, "message": error.message}, b""
        said = {
            "model": made.model,
            "changed": made.changed,
            "seconds": made.seconds,
            "remembered": made.remembered,
        }
        return said, made.labels.tobytes()

    def _wait_for(self, head: dict[str, Any], body: bytes) -> Answer:
        annotation_id, case_id = head.get("annotation"), head.get("case")
        if not isinstance(annotation_id, int) or not isinstance(case_id, int):
            raise QuestionRefused("Expected the numbers of an annotation and a case.")
        turn = Turn(annotation_id, case_id, Question.read(body))
        self._queue.add(turn)
        try:
            return turn.answer.result()
        except Stopped as error:
            raise Replaced from error
        except (ModelProblem, ImagingProblem) as error:
            log.warning("helper.failed", case_id=case_id, code=error.code)
            raise HelperFailed(f"The model helper could not do this: {error}") from error
        except GyreError:
            raise
        except Exception as error:
            log.error("helper.failed", case_id=case_id, exc_info=True)
            raise HelperFailed from error

    def _work(self) -> None:
        while True:
            self._queue.work(self._answer)

    def _answer(self, turn: Turn) -> Answer:
        try:
            made = answer(self._scenes, turn.case_id, turn.question, turn.stop_if_replaced)
        finally:
            connections.close_all()
        log.info(
            "helper.answered",
            case_id=turn.case_id,
            annotation_id=turn.annotation_id,
            seconds=round(made.seconds, 3),
            bytes=self._scenes.bytes,
        )
        return made


@contextlib.contextmanager
def listening(path: Path) -> Iterator[socket.socket]:
    """A socket that only our user can reach; one of a helper that died is put away.

    Raises:
        HelperIsUp: another one listens.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (path.parent / "lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HelperIsUp(f"A model helper runs on {path.parent.parent} already.") from error
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(path))
            path.chmod(0o600)
            listener.listen(MOST_CONNECTIONS)
            listener.settimeout(_LOOK_SECONDS)
            try:
                yield listener
            finally:
                path.unlink(missing_ok=True)
