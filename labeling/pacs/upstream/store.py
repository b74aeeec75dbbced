"""STOW-RS of one object, with the PACS's reason when it is not taken.

Not through dicomweb-client: of a 409 it keeps no reason, and it does not tell a 202 from a 200.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from labeling.pacs.errors import UpstreamLies
from labeling.pacs.upstream import elements
from labeling.pacs.upstream.session import UpstreamSession

_FAILED = "00081198"
_REASON = "00081197"
_DUPLICATE = 0x0111
_REASONS = {  # PS3.4 Table GG.4-1, PS3.7 C.4
    0x0110: "a processing failure",
    _DUPLICATE: "an object with this UID is there",
    0x0122: "it does not store objects of this kind",
    0x0124: "we are not authorised",
    0xA700: "it is out of resources",
    0xA900: "the object does not match its kind",
    0xC000: "it does not understand the object",
    0xC122: "it does not store this transfer syntax",
}


@dataclass(frozen=True)
class StoreOutcome:
    """`taken` also when the very UID was there already; otherwise `message` says why not."""

    taken: bool
    message: str = ""


def store_object(session: UpstreamSession, part10: bytes) -> StoreOutcome:
    """Send one Part 10 file.

    Raises:
        Upstream: 502 or 504, there was no usable answer.
    """
    boundary = f"gyre-{secrets.token_hex(16)}"
    head = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()
    response = session.post(
        f"{session.root}/studies",
        data=head + part10 + f"\r\n--{boundary}--\r\n".encode(),
        headers={
            "Content-Type": f'multipart/related; type="application/dicom"; boundary={boundary}',
            "Accept": "application/dicom+json",
        },
    )
    failed = elements.items(_parsed(response), _FAILED)
    if not failed and response.status_code in (200, 204):
        return StoreOutcome(taken=True)
    reasons = [elements.number(item, _REASON) for item in failed]
    if reasons and all(reason == _DUPLICATE for reason in reasons):
        return StoreOutcome(taken=True, message="It was there already.")
    return StoreOutcome(taken=False, message=_said(response.status_code, reasons))


def _parsed(response: Any) -> elements.Row:
    if not response.content:
        return {}
    try:
        answer = response.json()
    except (ValueError, RecursionError) as error:
        raise UpstreamLies("The PACS sent JSON that cannot be read.", expected="JSON") from error
    rows = elements.checked_rows(answer if isinstance(answer, list) else [answer])
    return rows[0] if rows else {}


def _said(status: int, reasons: list[int | None]) -> str:
    code = next((reason for reason in reasons if reason is not None), None)
    if code is None:
        return f"The PACS did not take the result ({status})."
    known = _REASONS.get(code) or _REASONS.get(code & 0xFF00) or _REASONS.get(code & 0xF000)
    return f"The PACS did not take the result: {known or 'an unknown reason'} ({code:#06x})."
