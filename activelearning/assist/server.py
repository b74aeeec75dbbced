"""The model helper: a process of its own, so that a click never waits for batch work.

A question that is let through within a prediction is answered outside torch's inference mode: what it
loads is kept, and a map takes gradients.

It keeps the live models and the images of late in memory and answers on a unix socket, one thing at a
time: people's questions first, then whole cases for the machine worker, which make way between two
windows. It writes nothing: killed at any moment, it loses nothing but what it remembered.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import fcntl
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import torch
from django.db import connections

from activelearning.assist.answer import Answer, answer
from activelearning.assist.batch import members_of, packed, prepared_case
from activelearning.assist.errors import Stopped
from activelearning.assist.explain import Explainer, Explanation, MapOf, Wish, wish_in
from activelearning.assist.queue import Errand, Queue, Turn
from activelearning.assist.scene import Scenes
from labeling.assist.errors import HelperFailed, QuestionRefused, Replaced
from labeling.assist.question import MAX_BODY, Question
from labeling.assist.wire import BrokenMessage, is_closed, is_ours, receive, send
from labeling.core.errors import Conflict, GyreError
from labeling.core.logs import log
from labeling.imaging.problems import ImagingProblem
from models.errors import DeviceLost, ModelProblem
from models.explain.heat import Told, nobody_told
from models.explain.methods import SLOW
from models.faults import device_faults
from models.inference.memory import give_back

MOST_CONNECTIONS = 16
MESSAGE_SECONDS = 10.0
SEND_SECONDS = 60.0
IDLE_SECONDS = 60.0
"""After so long without a question, memory that torch keeps for later goes back."""
PATIENCE_SECONDS = 5.0
"""After so long who waits for a slow map is told how far it is."""
WANTED_SECONDS = 60.0
"""A slow map that nobody has asked for so long is given up."""
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
        self._explainer = Explainer(self._scenes)
        self._maps: dict[MapOf, Errand[Explanation]] = {}
        self._maps_lock = threading.Lock()
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
                said, raw = self._reply(connection, head, body)
                connection.settimeout(SEND_SECONDS)
                send(connection, said, raw)
        finally:
            self._places.release()

    def _reply(
        self, connection: socket.socket, head: dict[str, Any], body: bytes
    ) -> tuple[dict[str, Any], bytes]:
        try:
            with self._in_words(head):
                if "predict" in head:
                    return self._predict(connection, head)
                if "explain" in head:
                    return self._explain(head)
                return self._correct(head, body)
        except GyreError as error:
            return {"error": error.code, "message": error.message}, b""

    def _correct(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        annotation_id, case_id = head.get("annotation"), head.get("case")
        if not isinstance(annotation_id, int) or not isinstance(case_id, int):
            raise QuestionRefused("Expected the numbers of an annotation and a case.")
        question = Question.read(body)
        turn = Turn(
            ("annotation", annotation_id),
            lambda stop: self._answer(annotation_id, case_id, question, stop),
            urgent=bool(question.scribble.any()),
        )
        self._queue.add(turn)
        made = turn.answer.result()
        said = {
            "model": made.model,
            "changed": made.changed,
            "seconds": made.seconds,
            "remembered": made.remembered,
        }
        return said, made.labels.tobytes()

    def _explain(self, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        wish = wish_in(head)
        if wish.method in SLOW:
            return self._explain_slowly(wish)
        turn = Turn(("explain", wish.asker), lambda stop: self._explained(wish, stop))
        self._queue.add(turn)
        made = turn.answer.result()
        return made.head(), made.heat.tobytes()

    def _explain_slowly(self, wish: Wish) -> tuple[dict[str, Any], bytes]:
        """People's questions go between its passes, and whoever asks again finds it under way.

        Nobody holds a connection for as long as it takes: the answer may be how far it is.
        """
        errand = self._under_way(wish)
        concurrent.futures.wait([errand.result], timeout=PATIENCE_SECONDS)
        if not errand.result.done():
            return {"progress": errand.progress}, b""
        with self._maps_lock:
            if self._maps.get(wish.map) is errand:
                del self._maps[wish.map]
        made = errand.result.result()
        return made.head(), made.heat.tobytes()

    def _under_way(self, wish: Wish) -> Errand[Explanation]:
        """The work on a map, begun unless it was; once done it is kept for whoever asks first."""

        def work(between: Callable[[], None]) -> Explanation:
            def told(share: float) -> None:
                errand.progress = share
                between()

            return self._explained(wish, between, told)

        with self._maps_lock:
            now = monotonic()
            self._maps = {of: one for of, one in self._maps.items() if not one.is_over(now)}
            errand = self._maps.get(wish.map) or Errand(work)
            errand.wanted_until = now + WANTED_SECONDS
            if wish.map not in self._maps:
                self._queue.add_errand(errand)
                self._maps[wish.map] = errand
        return errand

    def _predict(
        self, connection: socket.socket, head: dict[str, Any]
    ) -> tuple[dict[str, Any], bytes]:
        """A whole case; what needs no device is done here, beside the thread that answers."""
        case_id = head["predict"]
        try:
            members = members_of(head.get("members"))
        except (KeyError, TypeError, ValueError) as error:
            raise QuestionRefused("Expected the members of a prediction, or null.") from error
        if not isinstance(case_id, int):
            raise QuestionRefused("Expected the number of a case.")
        try:
            predictor, ready, weights = prepared_case(case_id)
        finally:
            connections.close_all()
        errand = Errand(lambda between: predictor.answer(ready, members=members, between=between))
        self._queue.add_errand(errand)
        while not errand.result.done():
            concurrent.futures.wait([errand.result], timeout=_LOOK_SECONDS)
            errand.abandoned = is_closed(connection)
        return packed(errand.result.result(), weights)

    @contextlib.contextmanager
    def _in_words(self, head: dict[str, Any]) -> Iterator[None]:
        """Whatever goes wrong with a question, in the words of our errors."""
        case_id = head.get("case", head.get("predict"))
        draft_id = head.get("explain")
        try:
            with device_faults():
                yield
        except Stopped as error:
            raise Replaced from error
        except (ModelProblem, ImagingProblem) as error:
            if isinstance(error, DeviceLost):
                self.stopping.set()  # who watches starts a process that can use the GPU again
            log.warning("helper.failed", case_id=case_id, draft_id=draft_id, code=error.code)
            raise HelperFailed(f"The model helper could not do this: {error}") from error
        except GyreError:
            raise
        except Exception as error:
            log.error("helper.failed", case_id=case_id, draft_id=draft_id, exc_info=True)
            raise HelperFailed from error

    def _work(self) -> None:
        busy = False
        while True:
            busy = self._queue.work(patience=IDLE_SECONDS if busy else None)
            if not busy:
                give_back()

    @torch.inference_mode(mode=False)
    def _answer(
        self, annotation_id: int, case_id: int, question: Question, stop: Callable[[], None]
    ) -> Answer:
        try:
            made = answer(self._scenes, case_id, question, stop)
        finally:
            connections.close_all()
        log.info(
            "helper.answered",
            case_id=case_id,
            annotation_id=annotation_id,
            seconds=round(made.seconds, 3),
            bytes=self._scenes.bytes,
        )
        return made

    @torch.inference_mode(mode=False)
    def _explained(
        self, wish: Wish, stop: Callable[[], None], told: Told = nobody_told
    ) -> Explanation:
        try:
            made = self._explainer.explain(wish, stop, told)
        finally:
            connections.close_all()
        log.info("helper.explained", draft_id=wish.draft_id, seconds=round(made.seconds, 3))
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
