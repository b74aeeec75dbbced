"""Text inside coded frames: the comment and application segments of JPEG and JPEG 2000."""

from collections.abc import Iterator

HEAD = 16 << 10
"""Bytes of a frame in which its segments of text are looked for."""
_CODESTREAM = b"\xff\x4f\xff\x51"  # JPEG 2000: SOC, SIZ
_COMMENT, _COMMENT_2000 = 0xFE, 0x64
_LAST = frozenset({0xDA, 0xD9, 0x90, 0x93})  # the coded data follow


def comments(data: bytes) -> Iterator[bytes]:
    """The texts in the head of a frame; nothing when it is neither JPEG nor JPEG 2000."""
    start = 0 if data.startswith(b"\xff\xd8") else data.find(_CODESTREAM)
    if start < 0:
        return
    place = start + 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] not in _LAST:
        marker = data[place + 1]
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in {_COMMENT, _COMMENT_2000} or 0xE0 <= marker <= 0xEF:
            yield data[place + 4 : place + 2 + length]
        place += 2 + max(2, length)
