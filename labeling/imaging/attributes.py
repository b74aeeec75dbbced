"""The attributes by which scans are searched and grouped, as flat text."""

from pydicom.dataset import Dataset

from labeling.imaging.dicom_json import clean_text
from labeling.imaging.part10 import UNREADABLE

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


def flat_attributes(ds: Dataset) -> dict[str, str]:
    """Text by DICOM keyword, several values joined by a backslash; what is empty is left out."""
    found = {}
    for keyword in ATTRIBUTES:
        try:
            element = ds[keyword]
            text = element.value if element.VM <= 1 else "\\".join(str(v) for v in element.value)
            text = "" if text is None else clean_text(str(text)).strip()
        except UNREADABLE:
            continue
        if text:
            found[keyword] = text
    return found
