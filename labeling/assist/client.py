"""Asking the model helper, from the web process; from the machine worker through `activelearning`."""

import socket
from typing import Any

from labeling.assist.address import socket_path
from labeling.assist.errors import (
    HelperBusy,
    HelperFailed,
    HelperLate,
    NoHelper,
    QuestionRefused,
    Replaced,
)
from labeling.assist.question import LONGEST_SIDE
from labeling.assist.wire import BrokenMessage, is_ours, receive, send

CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 20.0
_ERRORS = {error.code: error for error in (HelperBusy, HelperFailed, QuestionRefused, Replaced)}


def ask(
    head: dict[str, Any],
    body: bytes,
    *,
    seconds: float = ANSWER_SECONDS,
    limit: int = LONGEST_SIDE**3,
) -> tuple[dict[str, Any], bytes]:
    """The helper's answer: what it says of it, and the labels as raw uint8, at most `limit` bytes.

    Raises:
        NoHelper: 503, nobody listens. HelperLate: 503, no answer in time.
        HelperBusy, Replaced: 429. HelperFailed: 503. QuestionRefused: 422.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(CONNECT_SECONDS)
            connection.connect(str(socket_path()))
            if not is_ours(connection):
                raise NoHelper
            connection.settimeout(seconds)
            send(connection, head, body)
            said, labels = receive(connection, limit)
    except TimeoutError as error:
        raise HelperLate from error
    except (OSError, BrokenMessage) as error:
        raise NoHelper from error
    code = said.get("error")
    if code is not None:
        raise _ERRORS.get(code, HelperFailed)(said.get("message"))
    return said, labels
