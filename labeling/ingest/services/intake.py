"""Many files at once: parsed and kept beside each other, recorded in batches.

A file costs two acts that wait for different things: a child parses it and the disk takes it, and the database
commits its rows. The first runs for several files at a time, from the moment a file is here; the second takes
many files in one transaction. A file is reported as stored only when its bytes are on disk and its rows are
committed.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType

from django.db import connections

from labeling.accounts.models import User
from labeling.core.errors import NoSpace, Unavailable
from labeling.ingest.errors import Refusal
from labeling.ingest.models import Upload
from labeling.ingest.services.batches import Arrived, Outcome
from labeling.ingest.services.profiles import profile_of
from labeling.ingest.services.storing import arrive, settle
from labeling.projects.models import Project

_AT_ONCE = 4  # two wait for a parser, two for the disk
_EARLY = 32  # files parsed ahead of their rows: what is known of them is held in memory
_EARLY_WEIGHT = 4 << 20  # bytes of it as text, beyond which a file is parsed when its turn comes
_BATCH = 32
_BATCH_WEIGHT = 2 << 20


@dataclass(frozen=True)
class _File:
    path: Path
    name: str


class Intake:
    """Takes files one by one, then stores them all. A context manager; call outside of a transaction.

    Nothing has a row before `store` is called, so a sender that breaks off in the middle has stored nothing.
    """

    def __init__(
        self, *, project: Project, user: User | None, study_instance_uid: str = ""
    ) -> None:
        """Begin; the other arguments are as of `store_instance`."""
        self._project, self._user, self._study = project, user, study_instance_uid
        self._profile = profile_of(project)
        self._pool = ThreadPoolExecutor(_AT_ONCE, "intake")
        self._early: list[tuple[_File, Future[Arrived | Refusal | None]]] = []
        self._late: list[_File] = []
        self._weight = 0  # of the files parsed and not yet recorded
        self._weighing = Lock()
        self._lack: NoSpace | Unavailable | None = None

    def add(self, *, path: Path, declared_name: str) -> None:
        """One more file, left where it is until the end."""
        file = _File(path, declared_name)
        if len(self._early) < _EARLY:
            self._early.append((file, self._start(file)))
        else:
            self._late.append(file)

    def store(self, *, upload: Upload) -> Iterator[Outcome]:
        """Record every file; what became of each, in the order in which they came.

        Raises:
            NoSpace, Unavailable: the disk or the store gave out; the files before are recorded.
        """
        batch: list[tuple[str, Arrived | Refusal]] = []
        weight = 0
        for item in self._arrived():
            batch.append(item)
            weight += _weight(item[1])
            if len(batch) == _BATCH or weight > _BATCH_WEIGHT:
                yield from self._settle(batch, upload)
                batch, weight = [], 0
        yield from self._settle(batch, upload)
        if self._lack is not None:
            raise self._lack

    def __enter__(self) -> "Intake":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _start(self, file: _File) -> "Future[Arrived | Refusal | None]":
        return self._pool.submit(self._arrive_early, file.path)

    def _arrive_early(self, path: Path) -> Arrived | Refusal | None:
        """In a thread of the pool, which may ask the database but leaves no connection behind.

        None where what is known of others is all that may be held.
        """
        if self._weight > _EARLY_WEIGHT:
            return None
        try:
            return self._arrive(path)
        finally:
            connections.close_all()

    def _arrive(self, path: Path) -> Arrived | Refusal:
        result = arrive(
            project=self._project,
            path=path,
            profile=self._profile,
            study_instance_uid=self._study,
        )
        self._weigh(_weight(result))
        return result

    def _weigh(self, more: int) -> None:
        with self._weighing:
            self._weight += more

    def _arrived(self) -> Iterator[tuple[str, Arrived | Refusal]]:
        """In order; so many late files are begun as early ones are done."""
        waiting = deque(self._early)
        late = iter(self._late)
        self._early = []
        while waiting:
            file, future = waiting.popleft()
            try:
                result = future.result() or self._arrive(file.path)
            except (NoSpace, Unavailable) as lack:
                self._lack = lack
                return
            yield file.name, result
            self._weigh(-_weight(result))
            if (following := next(late, None)) is not None:
                waiting.append((following, self._start(following)))

    def _settle(self, batch: list[tuple[str, Arrived | Refusal]], upload: Upload) -> list[Outcome]:
        return settle(project=self._project, user=self._user, upload=upload, files=batch)


def _weight(result: Arrived | Refusal) -> int:
    return result.index.weight if isinstance(result, Arrived) else 0
