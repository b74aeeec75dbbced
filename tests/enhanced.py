"""Enhanced multi-frame objects for tests, made of the slices of `tests.images.make_series`."""

from collections.abc import Sequence
from copy import deepcopy

from pydicom.dataset import Dataset
from pydicom.uid import (
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    NuclearMedicineImageStorage,
)

from labeling.imaging.synthesis import derived_uid

MACROS = {
    "PlanePositionSequence": ("ImagePositionPatient",),
    "PlaneOrientationSequence": ("ImageOrientationPatient",),
    "PixelMeasuresSequence": ("PixelSpacing", "SliceThickness", "SpacingBetweenSlices"),
    "PixelValueTransformationSequence": ("RescaleSlope", "RescaleIntercept", "RescaleType"),
    "FrameVOILUTSequence": ("WindowCenter", "WindowWidth"),
}
PLANE = ("ImagePositionPatient", "ImageOrientationPatient")
SHARED = ("PlaneOrientationSequence", "PixelMeasuresSequence")


def enhanced(
    slices: Sequence[Dataset],
    *,
    seed: str = "enhanced",
    shared: Sequence[str] = SHARED,
    times: Sequence[int] | None = None,
) -> Dataset:
    """One enhanced object with a frame for each slice, in the order given.

    Args:
        slices: single-frame images of one size.
        seed: its SOPInstanceUID follows from it.
        shared: the macros that stand in the shared functional groups, as the first slice has them.
        times: TemporalPositionIndex of each frame.
    """
    ds = deepcopy(slices[0])
    ds.SOPClassUID = EnhancedCTImageStorage if ds.Modality == "CT" else EnhancedMRImageStorage
    ds.SOPInstanceUID = derived_uid(seed, "enhanced instance")
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.InstanceNumber = 1
    ds.NumberOfFrames = len(slices)
    ds.SharedFunctionalGroupsSequence = [_groups(slices[0], shared)]
    own = [name for name in MACROS if name not in shared]
    ds.PerFrameFunctionalGroupsSequence = [_groups(one, own) for one in slices]
    for item, time in zip(ds.PerFrameFunctionalGroupsSequence, times or (), strict=False):
        item.FrameContentSequence = [_item(TemporalPositionIndex=time)]
    for keyword in (keyword for keywords in MACROS.values() for keyword in keywords):
        ds.pop(keyword, None)
    ds.PixelData = b"".join(one.PixelData for one in slices)
    ds["PixelData"].VR = "OW"
    return ds


def nuclear(slices: Sequence[Dataset], *, step: float) -> Dataset:
    """A reconstructed NM image with a frame for each slice, in the order given.

    The first lies where it did; the others follow at `step` mm along the normal.
    """
    ds = enhanced(slices)
    del ds.SharedFunctionalGroupsSequence, ds.PerFrameFunctionalGroupsSequence
    ds.Modality = "NM"
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = NuclearMedicineImageStorage
    ds.PixelSpacing = slices[0].PixelSpacing
    ds.SpacingBetweenSlices = step
    ds.FrameIncrementPointer = 0x00540080
    ds.SliceVector = list(range(1, len(slices) + 1))
    place = {keyword: slices[0][keyword].value for keyword in PLANE}
    ds.DetectorInformationSequence = [_item(**place)]
    return ds


def _groups(ds: Dataset, names: Sequence[str]) -> Dataset:
    group = Dataset()
    for name in names:
        values = {keyword: ds[keyword].value for keyword in MACROS[name] if keyword in ds}
        if values:
            setattr(group, name, [_item(**values)])
    return group


def _item(**values: object) -> Dataset:
    item = Dataset()
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item
