"""The leak scan: what a file says of a person must not stand anywhere in what is left of it.

Known are the values of its identifying elements; a name that stands only inside a sentence is not
known, which is why free text is removed by default.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from labeling.imaging.deid.comments import HEAD, comments
from labeling.imaging.deid.profile import Option
from labeling.imaging.deid.retained import RETAINED
from labeling.imaging.part10 import UNREADABLE

_IDENTIFYING = frozenset(
    tag_for_keyword(keyword)
    for keyword in [
        "PatientID",
        "OtherPatientIDs",
        "AccessionNumber",
        "StudyID",
        "AdmissionID",
        "ServiceEpisodeID",
        "MedicalRecordLocator",
        "InsurancePlanIdentification",
        "PatientAddress",
        "PatientTelephoneNumbers",
        "PersonAddress",
        "PersonTelephoneNumbers",
        "ReferringPhysicianAddress",
        "ReferringPhysicianTelephoneNumbers",
        "InstitutionAddress",
        "InstitutionName",
        "RequestedProcedureID",
        "ScheduledProcedureStepID",
        "PerformedProcedureStepID",
        "PlacerOrderNumberImagingServiceRequest",
        "FillerOrderNumberImagingServiceRequest",
        "ClinicalTrialSubjectID",
        "ClinicalTrialSubjectReadingID",
        "DeviceSerialNumber",
        "CurrentPatientLocation",
        "StudyInstanceUID",
        "SeriesInstanceUID",
        "SOPInstanceUID",
    ]
)
_UIDS = frozenset({0x0020000D, 0x0020000E, 0x00080018})
_BIRTH_DATE = 0x00100030
_NOBODY = frozenset(
    [
        "anonymous",
        "anonymized",
        "anonymised",
        "anon",
        "unknown",
        "none",
        "patient",
        "phantom",
        "test",
        "name",
        "removed",
    ]
)
_SHORT, _LONG = 4, 6  # characters: below, a value says nothing; from, it counts inside words too
_MAX_NEEDLES = 500
_PIECE = 1 << 20
_MOST, _LEAST = 256 << 20, 8 << 20  # so much of the pixels is read, half of it at each end
_WORK = 4 << 30  # bytes compared in all, by which many identifiers read less: a few seconds
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_PATTERNS = re.compile(
    r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b"  # date
    r"|\+?\d[\d ()/-]{5,}\d"  # telephone, date without marks
    r"|\d{5,}"
    r"|\b(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau|Mme|Sr|Sra)\b\.?\s+\w+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Identifiers:
    """What may not be left: a pattern for text, and pieces of bytes."""

    pattern: re.Pattern[str] | None
    pieces: tuple[bytes, ...]

    def occur_in(self, text: str) -> bool:
        return self.pattern is not None and bool(self.pattern.search(text))

    def occur_in_bytes(self, data: bytes) -> bool:
        return any(piece in data for piece in self.pieces)

    def occur_in_file(self, file: BinaryIO, offset: int, length: int) -> bool:
        """Whether any stands in this stretch: comments inside JPEG, padding behind pixels."""
        for start, size in _stretches(offset, length, len(self.pieces)):
            file.seek(start)
            tail = b""
            while size > 0 and (piece := file.read(min(_PIECE, size))):
                if self.occur_in_bytes(tail + piece):
                    return True
                size -= len(piece)
                tail = piece[-256:]
        return False

    def occur_in_comments(self, file: BinaryIO, frames: tuple[tuple[int, int], ...]) -> bool:
        """Whether any, short ones too, stands in a text segment of one of these coded frames."""
        for offset, length in frames:
            file.seek(offset)
            for text in comments(file.read(min(HEAD, length))):
                if self.occur_in(text.decode("utf-8", "replace").replace("\0", "")):
                    return True
        return False

    def clean(self, text: str) -> str:
        """The text without them and without what looks like a date, number, mail or title."""
        text = _MAIL.sub("***", text)
        if self.pattern is not None:
            text = self.pattern.sub("***", text)
        return _PATTERNS.sub("***", text)


def identifiers_of(ds: Dataset, options: frozenset[Option]) -> Identifiers:
    """The identifying values of a data set as it came, at any depth.

    What an option retains on purpose (institution, device, UIDs) does not count.
    """
    allowed = RETAINED[Option.RETAIN_INSTITUTION_IDENTITY], RETAINED[Option.RETAIN_DEVICE_IDENTITY]
    spared = (allowed[0] if Option.RETAIN_INSTITUTION_IDENTITY in options else frozenset()) | (
        allowed[1] if Option.RETAIN_DEVICE_IDENTITY in options else frozenset()
    )
    spared |= _UIDS if Option.RETAIN_UIDS in options else frozenset()
    words: set[str] = set()
    values: set[str] = set()
    names: set[str] = set()
    for tag, vr, value in _texts(ds):
        if tag in spared or len(words) + len(values) > _MAX_NEEDLES:
            continue
        if vr == "PN":
            words |= _name_words(value)
            names |= _name_forms(value)
        elif tag == _BIRTH_DATE:
            values |= _date_forms(value)
        elif tag in _IDENTIFYING and len(value) >= _SHORT:
            values.add(value)
    values = {value for value in values if value.casefold() not in _NOBODY}
    return Identifiers(_pattern(words, values), _pieces(words | values | names))


def _texts(ds: Dataset) -> Iterator[tuple[BaseTag, str, str]]:
    """Tag, VR and each text value, in all items."""
    for tag in ds.keys():  # noqa: SIM118 (iterating a data set reads values, which may be damaged)
        try:
            element = ds[tag]
            values = element.value
        except UNREADABLE:
            continue
        if element.VR == "SQ":
            for item in values or ():
                yield from _texts(item)
        elif element.VR == "PN" or tag in _IDENTIFYING or tag == _BIRTH_DATE:
            many = values if element.VM > 1 else [values]
            yield from ((tag, element.VR, str(one).strip("\0 ")) for one in many if one)


def _name_words(name: str) -> set[str]:
    words = re.split(r"[\W\d_]+", name)
    return {w for w in words if len(w) >= (3 if w.isascii() else 2) and w.casefold() not in _NOBODY}


def _name_forms(name: str) -> set[str]:
    """As it is written elsewhere: for bytes, in which short words alone occur by chance."""
    parts = [part for part in re.split(r"[\^=\s]+", name) if part]
    if len(parts) < 2:
        return set()
    family, given = parts[:2]
    return {f"{family}^{given}", f"{family} {given}", f"{family}, {given}", f"{given} {family}"}


def _date_forms(value: str) -> set[str]:
    if not re.fullmatch(r"\d{8}", value):
        return set()
    year, month, day = value[:4], value[4:6], value[6:]
    orders = (year, month, day), (day, month, year), (month, day, year)
    return {mark.join(order) for order in orders for mark in ("", "-", ".", "/")}


def _pattern(words: set[str], values: set[str]) -> re.Pattern[str] | None:
    """Short ones count as whole words only."""
    parts = [
        re.escape(one)
        if len(one) >= _LONG or not one.isascii()
        else rf"(?<![^\W_]){re.escape(one)}(?![^\W_])"
        for one in sorted(words | values, key=len, reverse=True)
    ]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _pieces(values: set[str]) -> tuple[bytes, ...]:
    """As bytes, as they are and in capitals; short ones occur in pixels by chance."""
    forms = {
        form
        for value in values
        if len(value) >= _LONG and len(set(value)) > 2  # "000000" is grey
        for form in (value, value.upper())
    }
    return tuple(sorted(form.encode() for form in forms))


def _stretches(offset: int, length: int, pieces: int) -> list[tuple[int, int]]:
    """All of it, or both ends when it is long."""
    most = min(_MOST, max(_LEAST, _WORK // max(1, pieces)))
    if length <= most:
        return [(offset, length)]
    return [(offset, most // 2), (offset + length - most // 2, most // 2)]
