"""What a label means, in the codes that a DICOM segmentation carries (PS3.3 C.8.20.2)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A concept of a coding scheme, e.g. `Code("85756007", "SCT", "Tissue")`."""

    value: str
    scheme: str
    meaning: str


@dataclass(frozen=True)
class CodedLabel:
    """One value of a labelmap (1 to 255) with its name, its meaning and how it is drawn."""

    value: int
    name: str
    category: Code = Code("91723000", "SCT", "Anatomical Structure")
    type: Code = Code("85756007", "SCT", "Tissue")
    color_rgb: tuple[int, int, int] | None = None
