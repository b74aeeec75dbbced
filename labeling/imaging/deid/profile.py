"""What a project asks for: the Basic Profile of PS3.15 Annex E, and which of its options."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

METHOD = "Gyre, PS3.15"
"""How the De-identification Method (0012,0063) begins of what went through here."""
BASIC_CODE = ("113100", "Basic Application Confidentiality Profile")


class Option(StrEnum):
    """An option of PS3.15 E.3: it keeps what the Basic Profile alone would remove."""

    RETAIN_FULL_DATES = "retain_full_dates"
    RETAIN_MODIFIED_DATES = "retain_modified_dates"
    RETAIN_PATIENT_CHARACTERISTICS = "retain_patient_characteristics"
    RETAIN_DEVICE_IDENTITY = "retain_device_identity"
    RETAIN_INSTITUTION_IDENTITY = "retain_institution_identity"
    RETAIN_UIDS = "retain_uids"
    RETAIN_SAFE_PRIVATE = "retain_safe_private"
    CLEAN_DESCRIPTORS = "clean_descriptors"
    CLEAN_STRUCTURED_CONTENT = "clean_structured_content"
    CLEAN_GRAPHICS = "clean_graphics"


@dataclass(frozen=True)
class OptionText:
    """An option for people: its name, what it keeps, and its code in CID 7050."""

    title: str
    keeps: str
    code: str


OPTION_TEXTS = {
    Option.RETAIN_FULL_DATES: OptionText(
        "Retain Longitudinal Temporal Information Full Dates",
        "All dates and times as they are, but for those of birth.",
        "113106",
    ),
    Option.RETAIN_MODIFIED_DATES: OptionText(
        "Retain Longitudinal Temporal Information Modified Dates",
        "All dates but that of birth, moved back by a number of days that is secret and the same "
        "for all scans of a patient; times of day as they are.",
        "113107",
    ),
    Option.RETAIN_PATIENT_CHARACTERISTICS: OptionText(
        "Retain Patient Characteristics",
        "Age, sex, size, weight, ethnic group, smoking, pregnancy; allergies and the like cleaned.",
        "113108",
    ),
    Option.RETAIN_DEVICE_IDENTITY: OptionText(
        "Retain Device Identity",
        "Serial numbers, station names and other marks of the machine and its parts.",
        "113109",
    ),
    Option.RETAIN_INSTITUTION_IDENTITY: OptionText(
        "Retain Institution Identity",
        "Name, address, department and codes of the institution; names of trial sites.",
        "113112",
    ),
    Option.RETAIN_UIDS: OptionText(
        "Retain UIDs", "The UIDs as they came: whoever holds the originals finds them.", "113110"
    ),
    Option.RETAIN_SAFE_PRIVATE: OptionText(
        "Retain Safe Private",
        "Private elements that PS3.15 lists as safe and that hold numbers or codes.",
        "113111",
    ),
    Option.CLEAN_DESCRIPTORS: OptionText(
        "Clean Descriptors",
        "Descriptions and comments, without what this file says elsewhere to be an identifier, and "
        "without what looks like a date, number, address or telephone. A name that stands nowhere "
        "else in the file is not found.",
        "113105",
    ),
    Option.CLEAN_STRUCTURED_CONTENT: OptionText(
        "Clean Structured Content",
        "Acquisition context, specimen preparation and content items, each cleaned in its turn.",
        "113104",
    ),
    Option.CLEAN_GRAPHICS: OptionText(
        "Clean Graphics",
        "Overlays, curves and graphic annotations; a person decides on each such series.",
        "113103",
    ),
}


@dataclass(frozen=True)
class Profile:
    """The Basic Profile with options, and the project's secret.

    Attributes:
        options: what is kept beyond the Basic Profile.
        key: makes UIDs, pseudonyms and date shifts the same on all workers and unguessable.
        shift_days: dates move back by 1 to so many days, with `RETAIN_MODIFIED_DATES`.
    """

    options: frozenset[Option]
    key: bytes
    shift_days: int = 365

    def to_json(self) -> dict[str, Any]:
        return {
            "options": sorted(self.options),
            "key": self.key.hex(),
            "shift_days": self.shift_days,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Profile":
        options = frozenset(Option(name) for name in value["options"])
        return cls(options, bytes.fromhex(value["key"]), value["shift_days"])
