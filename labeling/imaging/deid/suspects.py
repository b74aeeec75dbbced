"""Images that may show a name in their pixels (PS3.15 E.3.1): a person has to look.

Pixels are not read for this; the marks are what the header says of where the image comes from.
"""

from enum import StrEnum

from pydicom.dataset import Dataset

from labeling.imaging.deid.table import is_graphics
from labeling.imaging.part10 import value_of

RISKY_MODALITIES = frozenset(
    {"US", "IVUS", "SC", "ES", "XC", "OT", "GM", "SM", "DOC", "HC", "OP", "VF", "ECG"}
)
GREY_MODALITIES = frozenset({"CT", "MR", "PT", "NM", "CR", "DX", "MG"})
CAPTURES = (
    "1.2.840.10008.5.1.4.1.1.7",  # Secondary Capture, and the multi-frame ones below it
    "1.2.840.10008.5.1.4.1.1.77.1",  # visible light: photographs, endoscopy, microscopy
    "1.2.840.10008.5.1.4.1.1.6.1",  # ultrasound
    "1.2.840.10008.5.1.4.1.1.3.1",
)
SCREEN_WORDS = ("SCREEN", "DOSE", "REPORT", "CAPTURE", "PROTOCOL")


class Reason(StrEnum):
    """Why an image waits."""

    SAYS_SO = "burned_in_annotation"
    RECOGNIZABLE = "recognizable_visual_features"
    MODALITY = "risky_modality"
    CAPTURE = "capture"
    SCREEN = "screenshot"
    COLOUR = "colour_in_grey_modality"
    OVERLAY = "overlay"


SENTENCES = {
    Reason.SAYS_SO: "The file says that text is burned into its pixels.",
    Reason.RECOGNIZABLE: "The file says that a person can be recognised.",
    Reason.MODALITY: "Images of this modality often show the patient's name.",
    Reason.CAPTURE: "It is a capture or photograph, not the output of a scanner.",
    Reason.SCREEN: "It is a screenshot or a report page.",
    Reason.COLOUR: "It is in colour, unlike the scanner's own images.",
    Reason.OVERLAY: "It has graphics over its pixels, which may be text.",
}


def suspicions(ds: Dataset, *, keeps_graphics: bool) -> list[Reason]:
    """Why this image should be looked at, before it is cleaned; empty when nothing speaks for it.

    Args:
        ds: the data set as it came, without its pixels.
        keeps_graphics: overlays and curves are kept (Clean Graphics).
    """
    modality = _word(ds, "Modality")
    sop_class = str(value_of(ds, "SOPClassUID") or "")
    kinds = " ".join(str(v) for v in value_of(ds, "ImageType") or ()).upper()
    found = {
        Reason.SAYS_SO: _word(ds, "BurnedInAnnotation") == "YES",
        Reason.RECOGNIZABLE: _word(ds, "RecognizableVisualFeatures") == "YES",
        Reason.MODALITY: modality in RISKY_MODALITIES,
        Reason.CAPTURE: sop_class.startswith(CAPTURES) or bool(_word(ds, "ConversionType")),
        Reason.SCREEN: any(word in kinds for word in SCREEN_WORDS),
        Reason.COLOUR: modality in GREY_MODALITIES and value_of(ds, "SamplesPerPixel") == 3,
        Reason.OVERLAY: _has_overlay(ds, keeps_graphics),
    }
    return [reason for reason, holds in found.items() if holds]


def _has_overlay(ds: Dataset, keeps_graphics: bool) -> bool:
    """An overlay without data of its own lies in unused bits of the pixels, and stays there."""
    tags = list(ds.keys())
    groups = {tag.group for tag in tags if is_graphics(tag)}
    data = {group for group in groups if (group, 0x3000) in ds}
    overlays = {group for group in groups if group & 0xFF00 == 0x6000}
    return bool(groups) if keeps_graphics else bool(overlays - data)


def _word(ds: Dataset, keyword: str) -> str:
    return str(value_of(ds, keyword) or "").strip().upper()
