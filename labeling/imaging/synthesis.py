"""A volume from elsewhere (NIfTI) as a DICOM series with exact geometry.

The same volume and seed give the same bytes: UIDs are derived, and no date is made up.
"""

import hashlib
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRLittleEndian,
    MRImageStorage,
    SecondaryCaptureImageStorage,
)
from pydicom.valuerep import format_number_as_ds

from labeling.imaging.geometry import Geometry
from labeling.imaging.problems import ImagingProblem

IMPLEMENTATION_UID = "2.25.185066302473811742925917224398310042217"
EMPTY = (
    "StudyTime",
    "AccessionNumber",
    "ReferringPhysicianName",
    "StudyID",
    "AcquisitionNumber",
    "PositionReferenceIndicator",
    "Laterality",
)
MR_EMPTY = ("ScanOptions", "EchoTime", "EchoTrainLength", "RepetitionTime", "PatientPosition")
SOP_CLASSES = {"MR": MRImageStorage, "CT": CTImageStorage}


@dataclass(frozen=True)
class PatientIdentity:
    """Who the scan is of, in DICOM's forms; made up or removed values are as good."""

    patient_id: str
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""


@dataclass(frozen=True)
class SeriesText:
    """What lists show of the series."""

    study_description: str = ""
    series_description: str = ""
    study_date: str = ""
    body_part: str = ""
    manufacturer: str = ""
    model_name: str = ""


def series_from_volume(
    array: NDArray[Any],
    geometry: Geometry,
    *,
    patient: PatientIdentity,
    uid_seed: str,
    modality: str = "MR",
    text: SeriesText | None = None,
    study_uid: str | None = None,
) -> list[Dataset]:
    """One data set for each slice, z ascending, ready to be saved.

    Whole numbers that fit 16 bits are stored as they are. Others are spread over 16 bits, so that
    stored value * slope + intercept is within half a slope of the original.

    Args:
        array: numbers `(z, y, x)`.
        geometry: its grid.
        patient: goes into each slice.
        uid_seed: all UIDs are derived from it and from the place of the slice.
        modality: MR and CT get their own storage class, others become secondary captures.
        text: descriptions.
        study_uid: to put several series in one study.

    Raises:
        ImagingProblem: `wrong_shape`, `not_finite`.
    """
    stored, slope, intercept = _stored(array, geometry)
    series = _series(geometry, patient, modality, text or SeriesText())
    series.StudyInstanceUID = study_uid or derived_uid(uid_seed, "study")
    series.SeriesInstanceUID = derived_uid(uid_seed, "series")
    series.FrameOfReferenceUID = derived_uid(uid_seed, "frame of reference")
    _add_intensities(series, stored, slope, intercept)
    return list(_slices(series, stored, geometry, uid_seed))


def to_bytes(ds: Dataset) -> bytes:
    """The DICOM file of one slice."""
    out = BytesIO()
    ds.save_as(out, enforce_file_format=True)
    return out.getvalue()


def derived_uid(seed: str, *parts: str) -> str:
    """The same UID for the same words, from 122 bits of SHA-256 (PS3.5 B.2, `2.25.`)."""
    digest = hashlib.sha256("\0".join((seed, *parts)).encode()).digest()
    return f"2.25.{int.from_bytes(digest[:16], 'big') >> 6}"


def _stored(
    array: NDArray[Any], geometry: Geometry
) -> tuple[NDArray[np.uint16] | NDArray[np.int16], float, float]:
    """16-bit values with the slope and intercept that give the intensities back."""
    if array.shape != geometry.shape:
        raise ImagingProblem("wrong_shape", f"expected {geometry.shape}, got {array.shape}")
    values = np.asarray(array, np.float64)
    if not np.isfinite(values).all():
        raise ImagingProblem("not_finite", "expected finite intensities, got NaN or infinity")
    low, high = float(values.min()), float(values.max())
    if np.array_equal(values, np.round(values)):
        if low >= 0 and high <= 65535:
            return values.astype(np.uint16), 1.0, 0.0
        if low >= -32768 and high <= 32767:
            return values.astype(np.int16), 1.0, 0.0
    intercept = float(_decimal(low))
    slope = _at_least((high - intercept) / 65535) or 1.0
    return (
        np.clip(np.round((values - intercept) / slope), 0, 65535).astype(np.uint16),
        slope,
        intercept,
    )


def _at_least(value: float) -> float:
    """The next number not below `value` that a DS can say, so that the range still fits."""
    said = float(_decimal(value))
    return said if said >= value else float(_decimal(value * (1 + 1e-9)))


def _decimal(value: float) -> str:
    """A DS: at most 16 characters (PS3.5 6.2)."""
    return format_number_as_ds(float(value))


def _series(
    geometry: Geometry, patient: PatientIdentity, modality: str, text: SeriesText
) -> Dataset:
    """What all slices share; what is unknown and must be there is empty."""
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SOPClassUID = SOP_CLASSES.get(modality, SecondaryCaptureImageStorage)
    ds.ImageType = ["DERIVED", "SECONDARY", "OTHER"]
    ds.Modality = modality
    ds.StudyDate = text.study_date
    ds.Manufacturer = text.manufacturer
    ds.PatientName = patient.patient_name
    ds.PatientID = patient.patient_id
    ds.PatientBirthDate = patient.birth_date
    ds.PatientSex = patient.sex
    ds.SeriesNumber = 1
    for keyword in EMPTY:
        setattr(ds, keyword, None)
    for keyword, value in {
        "ManufacturerModelName": text.model_name,
        "StudyDescription": text.study_description,
        "SeriesDescription": text.series_description,
        "BodyPartExamined": text.body_part,
    }.items():
        if value:
            setattr(ds, keyword, value)
    _add_grid(ds, geometry)
    _add_modality(ds, modality)
    return ds


def _add_grid(ds: Dataset, geometry: Geometry) -> None:
    slices, rows, columns = geometry.spacing
    _, y, x = geometry.direction
    ds.SliceThickness = _decimal(slices)
    ds.SpacingBetweenSlices = _decimal(slices)
    ds.PixelSpacing = [_decimal(rows), _decimal(columns)]
    ds.ImageOrientationPatient = [_decimal(value) for value in (*x, *y)]


def _add_modality(ds: Dataset, modality: str) -> None:
    """What the storage class demands."""
    if modality == "MR":
        ds.ScanningSequence = "RM"
        ds.SequenceVariant = "NONE"
        ds.MRAcquisitionType = "3D"
        for keyword in MR_EMPTY:
            setattr(ds, keyword, None)
    elif modality == "CT":
        ds.KVP = ds.PatientPosition = None
    else:
        ds.ConversionType = "WSD"


def _add_intensities(ds: Dataset, stored: NDArray[Any], slope: float, intercept: float) -> None:
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = stored.shape[1:]
    ds.BitsAllocated = ds.BitsStored = 16
    ds.HighBit = 15
    ds.PixelRepresentation = int(stored.dtype == np.int16)
    if (slope, intercept) != (1.0, 0.0) or ds.Modality == "CT":
        ds.RescaleSlope, ds.RescaleIntercept = _decimal(slope), _decimal(intercept)
        ds.RescaleType = "HU" if ds.Modality == "CT" else "US"
    low, high = (np.percentile(stored, (1, 99)) * slope + intercept).tolist()
    ds.WindowCenter = _decimal((low + high) / 2)
    ds.WindowWidth = _decimal(max(high - low, 1.0))


def _slices(
    series: Dataset, stored: NDArray[Any], geometry: Geometry, seed: str
) -> Iterator[Dataset]:
    for z, plane in enumerate(stored):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
        ds = FileDataset("", Dataset(), file_meta=meta, preamble=bytes(128))
        for element in series:  # a deep copy of flat elements would cost ten times as much
            ds.add(copy(element))
        ds.SOPInstanceUID = UID(derived_uid(seed, "instance", str(z)))
        meta.MediaStorageSOPClassUID = ds.SOPClassUID
        meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
        ds.InstanceNumber = z + 1
        ds.ImagePositionPatient = [
            _decimal(value) for value in geometry.index_to_patient((z, 0, 0)).tolist()
        ]
        ds.PixelData = plane.astype(plane.dtype.newbyteorder("<")).tobytes()
        ds["PixelData"].VR = "OW"
        yield ds
