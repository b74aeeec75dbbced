"""multipart/related, read as a stream to files: a body of any size costs one block of memory.

A delimiter is `CRLF--boundary` (RFC 2046 5.1.1), never `--boundary` alone: pixel data may hold the
latter by chance. The bytes of a part are written as they came, never stripped.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from labeling.core import blobs
from labeling.dicomweb.errors import BadMultipart, BodyTooLarge

BLOCK = 1 << 18
MAX_HEADER = 16 * 1024
MAX_BOUNDARY = 200


@dataclass(frozen=True)
class Part:
    """One part on disk. `headers` has lower-case names."""

    headers: dict[str, str]
    path: Path
    size: int

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True)
class Limits:
    part_bytes: int
    body_bytes: int
    parts: int


class MultipartReader:
    """Reads parts one after the other into `folder`.

    Args:
        read: gives up to n bytes, b"" at the end.
        boundary: without its two hyphens and without quotes.
    """

    def __init__(
        self, read: Callable[[int], bytes], boundary: str, folder: Path, limits: Limits
    ) -> None:
        if not boundary or len(boundary) > MAX_BOUNDARY:
            raise BadMultipart("Expected a boundary of 1 to 200 characters in Content-Type.")
        self._read = read
        self._delimiter = b"\r\n--" + boundary.encode("latin-1", "replace")
        self._folder = folder
        self._limits = limits
        self._buffer = bytearray(b"\r\n")  # so that a boundary at the very start is a delimiter
        self._total = 0
        self._ended = False

    def parts(self) -> Iterator[Part]:
        """Every part up to the closing delimiter.

        Raises:
            BadMultipart: no delimiter, no closing delimiter, or a part without its headers' end.
            BodyTooLarge: a limit was passed.
            DiskNearlyFull: 507, the part would eat into the reserve.
        """
        self._skip_preamble()
        count = 0
        while not self._closing():
            count += 1
            if count > self._limits.parts:
                raise BodyTooLarge(f"Expected at most {self._limits.parts} parts in one request.")
            headers = self._headers()
            yield self._body(headers)

    def _skip_preamble(self) -> None:
        while (at := self._find_delimiter()) < 0:
            if len(self._buffer) > MAX_HEADER or not self._fill():
                raise BadMultipart("The body does not begin with the boundary of Content-Type.")
        del self._buffer[: at + len(self._delimiter)]

    def _closing(self) -> bool:
        self._need(2)
        return self._buffer[:2] == b"--"

    def _headers(self) -> dict[str, str]:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > MAX_HEADER or not self._fill():
                raise BadMultipart("A part has no empty line after its headers.")
        lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        del self._buffer[: end + 4]
        pairs = (line.partition(":") for line in lines if ":" in line)
        return {name.strip().lower(): value.strip() for name, _, value in pairs}

    def _body(self, headers: dict[str, str]) -> Part:
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
            path = Path(file.name)
            try:
                size = self._copy_to(file)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        return Part(headers, path, size)

    def _copy_to(self, file: IO[bytes]) -> int:
        size = 0
        with blobs.refusing_when_full():
            for block in self._until_delimiter():
                size += len(block)
                if size > self._limits.part_bytes:
                    raise BodyTooLarge(
                        f"Expected parts of at most {self._limits.part_bytes} bytes."
                    )
                blobs.ensure_room(len(block), self._folder)
                file.write(block)
        return size

    def _until_delimiter(self) -> Iterator[bytes]:
        keep = len(self._delimiter) + 1  # a delimiter and the byte that tells it from a longer name
        while True:
            at = self._find_delimiter()
            if at >= 0:
                yield bytes(self._buffer[:at])
                del self._buffer[: at + len(self._delimiter)]
                return
            if len(self._buffer) > keep:
                yield bytes(self._buffer[:-keep])
                del self._buffer[:-keep]
            if not self._fill():
                raise BadMultipart("The body ends without the closing boundary: it was cut off.")

    def _find_delimiter(self) -> int:
        """Where a delimiter starts whose next byte shows that its name ends there, or -1."""
        at = self._buffer.find(self._delimiter)
        while at >= 0:
            end = at + len(self._delimiter)
            if end == len(self._buffer):
                return -1
            if self._buffer[end] in b"-\r \t":
                return at
            at = self._buffer.find(self._delimiter, at + 1)
        return -1

    def _need(self, count: int) -> None:
        while len(self._buffer) < count:
            if not self._fill():
                raise BadMultipart("The body ends without the closing boundary: it was cut off.")

    def _fill(self) -> bool:
        block = b"" if self._ended else self._read(BLOCK)
        self._ended = not block
        self._total += len(block)
        if self._total > self._limits.body_bytes:
            raise BodyTooLarge(f"Expected at most {self._limits.body_bytes} bytes in one request.")
        self._buffer += block
        return bool(block)
