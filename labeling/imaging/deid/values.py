"""What stands in place of an identifying value: keyed, so that it is the same on every worker.

Without the key none can be traced back; with it the same source value always gives the same one,
so that a study stays a study and a patient a patient.
"""

import hashlib
import hmac
import re
import uuid
from base64 import b32encode
from datetime import date, timedelta
from typing import Any

from pydicom._uid_dict import UID_dictionary
from pydicom.uid import UID

REMOVED = "REMOVED"
_DATE = re.compile(r"(\d{4})[.:-]?(\d{2})[.:-]?(\d{2})(.*)", re.DOTALL)
_DUMMIES: dict[str, Any] = {
    **dict.fromkeys(("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT"), REMOVED),
    **dict.fromkeys(("FD", "FL", "SS", "US", "SL", "UL", "SV", "UV", "AT"), 0),
    **dict.fromkeys(("OB", "OW", "OF", "OD", "OL", "OV", "UN"), bytes(8)),
    "AS": "000D",
    "DA": "19000101",
    "DT": "19000101000000",
    "TM": "000000",
    "DS": "0",
    "IS": "0",
    "UR": "urn:removed",
    "UI": "2.25.0",
}


def dummy(vr: str) -> Any:
    """A value that says nothing and is valid for the VR (action D)."""
    return _DUMMIES.get(vr.split(" ")[0], "")


def map_uid(key: bytes, uid: str) -> str:
    """Another UID for this one, below 2.25; those that the standard registers stay."""
    uid = uid.strip("\0 ")
    if not uid or uid in UID_dictionary:
        return uid
    return UID(f"2.25.{uuid.UUID(bytes=_digest(key, 'uid', uid)[:16], version=5).int}")


def pseudonym(key: bytes, patient_id: str) -> str:
    """What the patient is called here: twelve letters and digits; nothing for nobody."""
    patient_id = patient_id.strip("\0 ")
    return b32encode(_digest(key, "patient", patient_id))[:12].decode() if patient_id else ""


def date_shift(key: bytes, person: str, days: int) -> timedelta:
    """How far this person's dates move: 1 to `days` back, so that none lies in the future."""
    number = int.from_bytes(_digest(key, "dates", person.strip("\0 "))[:8], "big")
    return timedelta(days=-(1 + number % days))


def shift_date(value: str, by: timedelta) -> str:
    """A DA or DT value moved by whole days, its time as it is; empty when it is no full date."""
    found = _DATE.fullmatch(value.strip())
    if not found:
        return ""
    year, month, day, rest = found.groups()
    try:
        moved = date(int(year), int(month), int(day)) + by
    except (ValueError, OverflowError):
        return ""
    return f"{moved.year:04d}{moved.month:02d}{moved.day:02d}{rest if _is_time(rest) else ''}"


def _is_time(rest: str) -> bool:
    return bool(re.fullmatch(r"\d{2,6}(\.\d{1,6})?([+-]\d{4})?", rest))


def _digest(key: bytes, purpose: str, value: str) -> bytes:
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).digest()
