"""A picture file (JPEG, PNG) of an X-ray as a DICOM secondary capture.

A baseline greyscale JPEG without words in it goes in as it is: its bytes become the frame, and nothing is
encoded twice. Anything else is decoded and stored plain. UIDs are derived, and no date is made up.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    SecondaryCaptureImageStorage,
)

from labeling.imaging.problems import ImagingProblem
from labeling.imaging.synthesis import EMPTY, IMPLEMENTATION_UID, PatientIdentity, derived_uid

LARGEST = 64_000_000  # pixels
SUFFIXES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True)
class PictureText:
    """What is told of a picture; empty where it is not."""

    series_description: str = ""
    body_part: str = ""
    view_position: str = ""
    age: str = ""


def secondary_capture(
    path: Path,
    *,
    patient: PatientIdentity,
    uid_seed: str,
    modality: str = "DX",
    text: PictureText | None = None,
) -> Dataset:
    """One data set, ready to be saved. The same file and seed give the same bytes.

    The size of a pixel is not known from a picture, so none is told.

    Args:
        path: JPEG or PNG; colours are taken to grey.
        patient: whose it is.
        uid_seed: all UIDs are derived from it.
        modality: of the device that took the X-ray: DX, CR ...
        text: further words.

    Raises:
        ImagingProblem: `not_a_picture`, `too_large`.
    """
    data = path.read_bytes()
    jpeg, pixels = _read(path.name, data)
    ds = _header(patient, modality, text or PictureText())
    ds.StudyInstanceUID = derived_uid(uid_seed, "study")
    ds.SeriesInstanceUID = derived_uid(uid_seed, "series")
    ds.SOPInstanceUID = UID(derived_uid(uid_seed, "instance", "0"))
    _add_pixels(ds, pixels)
    if jpeg:
        ds.PixelData = encapsulate([data])
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
    else:
        ds.PixelData = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
        if len(ds.PixelData) % 2:
            ds.PixelData += b"\0"
        ds["PixelData"].VR = "OW" if pixels.dtype == np.uint16 else "OB"
    if path.suffix.lower() != ".png":
        ds.LossyImageCompression = "01"
        ds.LossyImageCompressionRatio = f"{pixels.nbytes / len(data):.1f}"
        ds.LossyImageCompressionMethod = "ISO_10918_1"
    return _as_file(ds, JPEGBaseline8Bit if jpeg else ExplicitVRLittleEndian)


def _read(name: str, data: bytes) -> tuple[bool, NDArray[np.uint8] | NDArray[np.uint16]]:
    """Whether its bytes may stand as they are, and the grey values `(rows, columns)`."""
    try:
        with Image.open(BytesIO(data)) as image:
            if image.width * image.height > LARGEST:
                raise ImagingProblem(
                    "too_large",
                    f"{name}: expected at most {LARGEST} pixels, got {image.width} x {image.height}",
                )
            told = {"progressive", "exif", "comment"} & set(image.info)
            plain = image.format == "JPEG" and image.mode == "L" and not told
            deep = image.mode.startswith("I")
            pixels = np.asarray(image if deep else image.convert("L"))
    except (SyntaxError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ImagingProblem("not_a_picture", f"{name}: expected a JPEG or PNG file") from error
    if deep:
        return False, np.clip(pixels, 0, 65535).astype(np.uint16)
    return plain, pixels.astype(np.uint8)


def _header(patient: PatientIdentity, modality: str, text: PictureText) -> Dataset:
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SOPClassUID = SecondaryCaptureImageStorage
    ds.ImageType = ["DERIVED", "SECONDARY"]
    ds.Modality = modality
    ds.ConversionType = "WSD"
    ds.PatientName = patient.patient_name
    ds.PatientID = patient.patient_id
    ds.PatientBirthDate = patient.birth_date
    ds.PatientSex = patient.sex
    ds.StudyDate = ""
    ds.SeriesNumber = ds.InstanceNumber = 1
    for keyword in EMPTY:
        setattr(ds, keyword, None)
    ds.PatientOrientation = None
    for keyword, value in {
        "SeriesDescription": text.series_description,
        "BodyPartExamined": text.body_part,
        "ViewPosition": text.view_position,
        "PatientAge": text.age,
    }.items():
        if value:
            setattr(ds, keyword, value)
    return ds


def _add_pixels(ds: Dataset, pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    bits = pixels.dtype.itemsize * 8
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = pixels.shape
    ds.BitsAllocated = ds.BitsStored = bits
    ds.HighBit = bits - 1
    ds.PixelRepresentation = 0
    low, high = np.percentile(pixels, (1, 99)).tolist()
    ds.WindowCenter = f"{(low + high) / 2:.1f}"
    ds.WindowWidth = f"{max(high - low, 1.0):.1f}"


def _as_file(ds: Dataset, syntax: UID) -> FileDataset:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
    meta.MediaStorageSOPClassUID = ds.SOPClassUID
    meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    made = FileDataset("", ds, file_meta=meta, preamble=bytes(128))
    return made
