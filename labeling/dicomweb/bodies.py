"""The bytes of an answer where they lie, read a block at a time: memory never grows with them."""

import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from labeling.core import blobs
from labeling.dicomweb.errors import AnswerTooSlow

BLOCK = 1 << 18
SECONDS = 300.0  # in which all of an answer must be made


class Spool:
    """Bytes made for one answer, on disk; gone with the answer (the file has no name)."""

    def __init__(self) -> None:
        self.descriptor, name = tempfile.mkstemp(dir=blobs.scratch(), prefix="answer-")
        Path(name).unlink()
        weakref.finalize(self, os.close, self.descriptor)
        self.size = 0
        self._until = monotonic() + SECONDS

    def write(self, data: bytes) -> int:
        """As of a file: decoders' answers are poured into it.

        Raises:
            DiskNearlyFull: 507, they would eat into the reserve.
        """
        blobs.ensure_room(len(data))
        left = memoryview(data)
        with blobs.refusing_when_full():
            while left:
                left = left[os.write(self.descriptor, left) :]
        return len(data)

    def grown(self, length: int) -> "Piece":
        """The place of so many bytes more that were written.

        Raises:
            AnswerTooSlow: 503, there is more of it than can be made in time.
        """
        if monotonic() > self._until:
            raise AnswerTooSlow
        self.size += length
        return Piece(self, self.size - length, length)


@dataclass(frozen=True)
class Piece:
    """A stretch of a file, of a spool, or of bytes in hand."""

    source: Path | Spool | bytes
    offset: int
    length: int

    def blocks(self, most: int = BLOCK) -> Iterator[bytes]:
        """Of at most so many bytes each. Raises: EOFError, when the file is shorter than it was."""
        if isinstance(self.source, bytes):
            yield self.source[self.offset : self.offset + self.length]
            return
        if isinstance(self.source, Spool):
            yield from _read(self.source.descriptor, self.offset, self.length, most)
            return
        descriptor = os.open(self.source, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield from _read(descriptor, self.offset, self.length, most)
        finally:
            os.close(descriptor)


@dataclass(frozen=True)
class Body:
    """Pieces in order. `whole` names the file that they are all of, if they are."""

    pieces: tuple[Piece, ...]
    whole: Path | None = None

    @classmethod
    def of(cls, data: bytes) -> "Body":
        return cls((Piece(data, 0, len(data)),))

    @classmethod
    def of_file(cls, path: Path, size: int) -> "Body":
        return cls((Piece(path, 0, size),), path)

    @classmethod
    def of_places(cls, path: Path, places: Iterable[int]) -> "Body":
        """The stretches `[offset, length, offset, length, ...]` of a file."""
        numbers = list(places)
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return cls(tuple(Piece(path, offset, length) for offset, length in pairs))

    @property
    def size(self) -> int:
        return sum(piece.length for piece in self.pieces)

    def part(self, first: int, length: int) -> "Body":
        """A stretch of it."""
        found = []
        for piece in self.pieces:
            skipped = min(first, piece.length)
            taken = min(length, piece.length - skipped)
            if taken:
                found.append(Piece(piece.source, piece.offset + skipped, taken))
            first, length = first - skipped, length - taken
        return Body(tuple(found))

    def blocks(self, most: int = BLOCK) -> Iterator[bytes]:
        for piece in self.pieces:
            yield from piece.blocks(most)


def _read(descriptor: int, offset: int, length: int, most: int) -> Iterator[bytes]:
    while length:
        block = os.pread(descriptor, min(most, length), offset)
        if not block:
            raise EOFError("stored bytes end early")
        yield block
        offset += len(block)
        length -= len(block)
