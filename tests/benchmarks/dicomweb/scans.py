"""The data of the benchmark: made anew each time, from a seed.

A slice is a phantom of a few ellipses, each with its own texture, under noise: its entropy is that of a real
scan, so that nothing is won by a compression that a real scan would not allow.
"""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    CTImageStorage,
    ExplicitVRLittleEndian,
    MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
    generate_uid,
)

_NAMES = ("Adam", "Berg", "Chen", "Diaz", "Eze", "Fox", "Gupta", "Haas", "Ito", "Jung")


def series(rng: np.random.Generator, *, count: int, size: int, seed: str) -> Iterator[bytes]:
    """A CT series of `count` files, int16, `size` x `size`."""
    study, of_series = uid(seed, "study"), uid(seed, "series")
    for number, pixels in enumerate(volume(rng, count, size)):
        ds = _image(CTImageStorage, study, of_series, uid(seed, number), pixels)
        _say_whose(ds, f"{seed}-patient", "Bench^Series", "20260102", "CT", "Abdomen")
        ds.InstanceNumber = number + 1
        ds.ImagePositionPatient = [-180.0, -180.0, -300.0 + 1.5 * number]
        ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        ds.PixelSpacing = [0.7, 0.7]
        ds.SliceThickness = 1.5
        ds.FrameOfReferenceUID = uid(seed, "frame of reference")
        ds.RescaleIntercept, ds.RescaleSlope = 0, 1
        ds.WindowCenter, ds.WindowWidth = 40, 400
        yield _written(ds)


def multi_frame(rng: np.random.Generator, *, frames: int, size: int, seed: str) -> bytes:
    """One uncompressed object of `frames` frames, uint16: 200 of 512 x 512 are 105 MB."""
    pixels = volume(rng, frames, size) + 1024
    sop_class = MultiFrameGrayscaleWordSecondaryCaptureImageStorage
    ds = _image(sop_class, uid(seed, "study"), uid(seed, "series"), uid(seed, 0), pixels)
    _say_whose(ds, f"{seed}-patient", "Bench^MultiFrame", "20260103", "OT", "Loop")
    ds.NumberOfFrames = frames
    ds.PixelRepresentation = 0
    ds.BurnedInAnnotation = "NO"
    ds.InstanceNumber = 1
    return _written(ds)


def small_studies(rng: np.random.Generator, *, count: int, seed: str) -> Iterator[bytes]:
    """Studies of one 16 x 16 image each, of different people and days."""
    for number in range(count):
        pixels = volume(rng, 1, 16)[0]
        name = f"{_NAMES[number % 10]}^{_NAMES[number // 10 % 10]}{number}"
        study, of_series = uid(seed, f"study {number}"), uid(seed, f"series {number}")
        ds = _image(CTImageStorage, study, of_series, uid(seed, number), pixels)
        day = f"2025{1 + number % 12:02}{1 + number % 28:02}"
        _say_whose(ds, f"{seed}-{number}", name, day, ("CT", "MR", "US")[number % 3], "Small")
        ds.InstanceNumber = 1
        yield _written(ds)


def uid(*names: object) -> str:
    """The same names, the same UID."""
    return str(generate_uid(entropy_srcs=[repr(name) for name in ("bench", *names)]))


def volume(rng: np.random.Generator, depth: int, size: int) -> NDArray[np.int16]:
    """`(z, y, x)`, int16: ellipses that move with z, textured, and noise of 12 units on all."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j].astype(np.float32)
    out = np.empty((depth, size, size), np.int16)
    for z in range(depth):
        turn = z / max(1, depth) * 2
        image = np.full((size, size), -1000.0, np.float32)
        for n, value in enumerate((40, 60, -80, 300)):
            at_x, at_y = 0.3 * np.cos(turn + n), 0.25 * np.sin(turn + 2 * n)
            inside = ((x - at_x) / (0.8 / (n + 1))) ** 2 + ((y - at_y) / (0.6 / (n + 1))) ** 2 < 1
            image[inside] = value + 15 * np.sin(20 * (n + 1) * x[inside] + 9 * y[inside])
        out[z] = image + rng.standard_normal((size, size), np.float32) * 12
    return out


def _image(
    sop_class: str, study: str, of_series: str, instance: str, pixels: NDArray[np.int16]
) -> Dataset:
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SOPClassUID, ds.SOPInstanceUID = sop_class, instance
    ds.StudyInstanceUID, ds.SeriesInstanceUID = study, of_series
    ds.Rows, ds.Columns = pixels.shape[-2:]
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 1
    ds.PixelData = pixels.tobytes()
    ds["PixelData"].VR = "OW"
    return ds


def _say_whose(
    ds: Dataset, patient: str, name: str, day: str, modality: str, description: str
) -> None:
    ds.PatientID, ds.PatientName, ds.PatientBirthDate, ds.PatientSex = (
        patient,
        name,
        "19700101",
        "O",
    )
    ds.StudyDate, ds.StudyTime, ds.StudyDescription, ds.StudyID = day, "101112", description, "1"
    ds.AccessionNumber, ds.ReferringPhysicianName = patient[-12:], "Ref^Doctor"
    ds.Modality, ds.SeriesNumber, ds.SeriesDescription = modality, 1, f"{description} series"
    ds.SeriesDate, ds.SeriesTime = day, "101200"
    ds.Manufacturer, ds.InstitutionName, ds.BodyPartExamined = "ACME", "Somewhere", "ABDOMEN"


def _written(ds: Dataset) -> bytes:
    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()
