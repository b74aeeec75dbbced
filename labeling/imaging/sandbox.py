"""Outside files are opened in disposable children, never in a server's own process.

A child stays for many requests, so that a file costs milliseconds; it is killed at the first fault
and replaced, so that one bad file costs one named error and nothing else.
"""

import json
import threading
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.imaging.child_process import Child, Sink, Spool
from labeling.imaging.decoding import FramePlace
from labeling.imaging.deid.profile import Profile
from labeling.imaging.deid.rewriting import Rewritten
from labeling.imaging.pixels import InstanceIndex
from labeling.imaging.problems import DicomProblem
from labeling.imaging.rendering import Rendering

MEMORY = 2 << 30
SECONDS = 20
RECYCLE = 500
REQUESTS = 10
"""So many times the seconds of one request are given to all the frames of one file."""
PIECE = 128 << 20
"""Bytes of a volume in one answer."""
ASKED = 1000
"""Frames that one request names, at most."""
MAX_PICTURE = 1 << 30


class Sandbox:
    """A child process and its limits; safe to share among threads, which take turns.

    Use as a context manager, or call `close`. A child starts with the first request, and again in
    a process that was forked.
    """

    def __init__(
        self, *, memory: int = MEMORY, seconds: float = SECONDS, recycle: int = RECYCLE
    ) -> None:
        """Set the limits: bytes of address space, seconds per request, requests per child."""
        self._memory, self._seconds, self._recycle = memory, seconds, recycle
        self._lock = threading.Lock()
        self._child: Child | None = None

    def index(self, path: Path) -> InstanceIndex:
        """What ingest stores about a file.

        Raises:
            DicomProblem: as `pixels.index_file`, and `too_slow`, `out_of_memory`, `crashed`,
                `unreadable`.
        """
        value, _ = self._ask("index", path=str(path))
        return InstanceIndex.from_json(value)

    def decode_frame(self, path: Path, number: int) -> bytes:
        """One frame, from 1, native in Explicit VR Little Endian; see `decoding.decode_frame`."""
        return self._ask("decode_frame", path=str(path), number=number)[1]

    def native_frames(
        self, path: Path, count: int, target: Sink, limit: int, *, batch: float = SECONDS / 2
    ) -> list[int]:
        """Append each frame to `target`, native as `decode_frame` gives it; return their lengths.

        As many requests are made as it takes, each within the limits, and none of the frames is
        held here whole.

        Args:
            path: the file.
            count: how many frames it has.
            target: what they are written to.
            limit: bytes in all.
            batch: CPU seconds after which a request ends and the next one goes on.

        Raises:
            DicomProblem: as `decode_frame`, and `too_large`.
        """
        lengths: list[int] = []
        until = time.monotonic() + self._seconds * REQUESTS
        while len(lengths) < count:
            if time.monotonic() > until:
                raise DicomProblem("too_slow", f"expected to decode {count} frames in less time")
            spool = Spool(target, limit - sum(lengths))
            args = {"first": len(lengths) + 1, "seconds": batch}
            self._ask("native_frames", spool, path=str(path), **args)
            if not spool.lengths:
                raise DicomProblem("no_frame", f"expected {count} frames, got {len(lengths)}")
            lengths += spool.lengths
        return lengths

    def native_frame(self, path: Path, number: int, target: Sink, limit: int) -> int:
        """Append one frame, from 1, to `target`; return its length. Never held here whole."""
        args = {"first": number, "seconds": 0}  # it ends after the first
        return self._pour("native_frames", target, limit, path=str(path), **args)[0][0]

    def bulk(self, path: Path, tags: str, target: Sink, limit: int) -> int:
        """Append the value at a path of a BulkDataURI to `target`; return its length.

        Raises:
            DicomProblem: as `pixels.bulk_pieces`, and `too_large`.
        """
        return sum(self._pour("bulk", target, limit, path=str(path), tags=tags)[0])

    def explicit_ends(
        self, path: Path, target: Sink, limit: int
    ) -> tuple[int, int, dict[str, Any]]:
        """Append what comes before and after the pixels; their lengths, and what is in between.

        See `explicit.explicit_ends`.
        """
        (head, tail), found = self._pour("explicit_ends", target, limit, path=str(path))
        return head, tail, found

    def packed_frames(self, path: Path, target: Sink, limit: int) -> int:
        """Append all 1-bit frames, packed across their borders; see `explicit.packed_frames`."""
        return sum(self._pour("packed_frames", target, limit, path=str(path))[0])

    def fragments(self, path: Path) -> list[int]:
        """`[offset, length, ...]` of encapsulated pixels; see `pixels.fragments`."""
        found: list[int] = self._ask("fragments", path=str(path))[0]
        return found

    def thumbnail(self, place: FramePlace, window: tuple[float, float] | None = None) -> bytes:
        """PNG of a frame; see `thumbnails.thumbnail`."""
        path, number = str(place.path), place.number
        return self._ask("thumbnail", path=path, number=number, window=window)[1]

    def render(self, path: Path, number: int | None, rendering: Rendering) -> bytes:
        """A picture of one frame, None for the one that stands for the image; `rendering.render`."""
        out = BytesIO()
        self.render_to(path, number, rendering, out)
        return out.getvalue()

    def render_to(self, path: Path, number: int | None, rendering: Rendering, target: Sink) -> int:
        """Append the picture to `target`; return its length."""
        args = {"path": str(path), "number": number, "rendering": rendering.to_json()}
        return self._pour("render", target, MAX_PICTURE, **args)[0][0]

    def read_volume(self, places: Sequence[FramePlace]) -> NDArray[np.float32]:
        """Float32 `(z, y, x)` in modality units; see `decoding.read_volume`.

        Asked for piece by piece, so that the child's limits hold for volumes of any size.

        Raises:
            DicomProblem: also `mixed_size`.
        """
        piece = self._read_piece(places[:ASKED])
        volume = np.empty((len(places), *piece.shape[1:]), np.float32)
        done = 0
        while True:
            if piece.shape[1:] != volume.shape[1:]:
                raise DicomProblem(
                    "mixed_size",
                    f"expected slices of {volume.shape[1:]}, got one of {piece.shape[1:]}",
                )
            volume[done : done + len(piece)] = piece
            done += len(piece)
            if done == len(places):
                return volume
            piece = self._read_piece(places[done : done + ASKED])

    def _read_piece(self, places: Sequence[FramePlace]) -> NDArray[np.float32]:
        """As many of the frames, from the first on, as one request may give."""
        shape, data = self._ask(
            "volume",
            places=[(str(place.path), place.number) for place in places],
            most_bytes=PIECE,
            seconds=self._seconds / 4,
        )
        return np.frombuffer(data, np.float32).reshape(shape)

    def deidentify(
        self, path: Path, profile: Profile, *, check: bool = False
    ) -> tuple[Rewritten, bytes]:
        """The new header, and which of the file's bytes belong to it; see `rewriting.rewrite`."""
        value, payload = self._ask(
            "deidentify", path=str(path), profile=profile.to_json(), check=check
        )
        return Rewritten.from_json(value), payload

    @property
    def child_pid(self) -> int | None:
        """The process that serves now, if one does."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._drop()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, act: str, spool: "Spool | None" = None, /, **args: Any) -> tuple[Any, bytes]:
        with self._lock:
            child = self._ready_child()
            try:
                answer, payload = child.ask(json.dumps({"do": act, "args": args}).encode(), spool)
            except BaseException:
                self._drop()
                raise
            if answer.get("problem", {}).get("code") in {"out_of_memory", "unreadable"}:
                self._drop()
        if "problem" in answer:
            raise DicomProblem(**answer["problem"])
        return answer["ok"], payload

    def _pour(self, act: str, target: Sink, limit: int, **args: Any) -> tuple[list[int], Any]:
        """The lengths of the pieces appended to `target`, and the answer after them."""
        spool = Spool(target, limit)
        value, _ = self._ask(act, spool, **args)
        return spool.lengths, value

    def _ready_child(self) -> "Child":
        child = self._child
        if child and not child.is_usable(self._recycle):
            self._drop()
        if self._child is None:
            self._child = Child(self._memory, self._seconds)
        return self._child

    def _drop(self) -> None:
        if self._child:
            self._child.end()
            self._child = None
