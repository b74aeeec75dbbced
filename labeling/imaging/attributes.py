"""The attributes by which scans are searched and grouped, as flat text."""

from pydicom.dataset import Dataset
from pydicom.tag import BaseTag, Tag

from labeling.imaging.dicom_json import clean_text
from labeling.imaging.part10 import UNREADABLE
from labeling.imaging.plain_values import plain_values

ATTRIBUTES = (
    "SpecificCharacterSet",
    "ImageType",
    "InstanceCreationDate",
    "SOPClassUID",
    "StudyDate",
    "SeriesDate",
    "AcquisitionDate",
    "StudyTime",
    "SeriesTime",
    "AcquisitionTime",
    "AccessionNumber",
    "Modality",
    "Manufacturer",
    "InstitutionName",
    "ReferringPhysicianName",
    "TimezoneOffsetFromUTC",
    "StudyDescription",
    "SeriesDescription",
    "ManufacturerModelName",
    "PatientName",
    "PatientID",
    "IssuerOfPatientID",
    "PatientBirthDate",
    "PatientSex",
    "PatientAge",
    "PatientIdentityRemoved",
    "BodyPartExamined",
    "SliceThickness",
    "MagneticFieldStrength",
    "SpacingBetweenSlices",
    "ProtocolName",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "StudyID",
    "SeriesNumber",
    "InstanceNumber",
    "Laterality",
    "ImageLaterality",
    "ViewPosition",
    "PatientOrientation",
    "FrameOfReferenceUID",
    "PhotometricInterpretation",
    "PixelRepresentation",
    "BitsStored",
    "HighBit",
    "BurnedInAnnotation",
    "WindowCenter",
    "WindowWidth",
    "RescaleIntercept",
    "RescaleSlope",
    "PixelSpacing",
    "ContrastBolusAgent",
    "SequenceName",
    "ScanningSequence",
    "EchoTime",
    "RepetitionTime",
    "ConvolutionKernel",
)


_TAGS = {keyword: Tag(keyword) for keyword in ATTRIBUTES}


def flat_attributes(ds: Dataset) -> dict[str, str]:
    """Text by DICOM keyword, several values joined by a backslash; what is empty is left out."""
    found = {}
    for keyword, tag in _TAGS.items():
        if tag not in ds:
            continue
        try:
            text = _text(ds, tag)
        except UNREADABLE:
            continue
        if text:
            found[keyword] = text
    return found


def _text(ds: Dataset, tag: BaseTag) -> str:
    plain = plain_values(ds.get_item(tag))
    if plain is not None and plain[0] not in {"DS", "IS"}:  # those are kept as they are written
        return "\\".join("" if v is None else str(v) for v in plain[1]).strip()
    element = ds[tag]
    text = element.value if element.VM <= 1 else "\\".join(str(v) for v in element.value)
    return "" if text is None else clean_text(str(text)).strip()
