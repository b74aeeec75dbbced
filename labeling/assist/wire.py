"""How the web and the model helper talk: one question and one answer on a unix socket.

Each message is two big-endian uint32 (length of the head, length of the body), the head as JSON, the
body as bytes. Only processes of the same user get as far: the socket lies in a folder of mode 0700, and
both ends look at who the other is.
"""

import json
import os
import select
import socket
import struct
from typing import Any

MAX_HEAD = 64 << 10
_LENGTHS = struct.Struct(">II")
_PEER = struct.Struct("3i")


class BrokenMessage(Exception):
    """What came is no message of ours, or it ended early."""


def send(connection: socket.socket, head: dict[str, Any], body: bytes = b"") -> None:
    text = json.dumps(head, separators=(",", ":")).encode()
    connection.sendall(_LENGTHS.pack(len(text), len(body)) + text)
    if body:  # who has answered a head without a body may be gone already
        connection.sendall(body)


def receive(connection: socket.socket, limit: int) -> tuple[dict[str, Any], bytes]:
    """One whole message, its body at most `limit` bytes.

    Raises:
        BrokenMessage: as it says. TimeoutError: it did not come in the socket's time.
    """
    head_length, body_length = _LENGTHS.unpack(_exactly(connection, _LENGTHS.size))
    if head_length > MAX_HEAD or body_length > limit:
        raise BrokenMessage(f"expected at most {MAX_HEAD} + {limit} bytes")
    try:
        head = json.loads(_exactly(connection, head_length))
    except (ValueError, RecursionError) as error:
        raise BrokenMessage("the head is no JSON") from error
    if not isinstance(head, dict):
        raise BrokenMessage("the head is no JSON object")
    return head, _exactly(connection, body_length)


def is_ours(connection: socket.socket) -> bool:
    """Whether the other end runs as the same user. Linux can say; elsewhere the folder's mode must do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    return bool(_PEER.unpack(peer)[1] == os.geteuid())


def is_closed(connection: socket.socket) -> bool:
    """Whether the other end went away; looks, and takes nothing."""
    readable, _, _ = select.select([connection], [], [], 0)
    try:
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    except OSError:
        return True


def _exactly(connection: socket.socket, count: int) -> bytes:
    pieces = bytearray()
    while len(pieces) < count:
        piece = connection.recv(min(count - len(pieces), 1 << 20))
        if not piece:
            raise BrokenMessage(f"expected {count} bytes, got {len(pieces)}")
        pieces += piece
    return bytes(pieces)
