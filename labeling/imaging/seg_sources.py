"""The source images of a segmentation, slice by slice, as highdicom takes them.

highdicom takes either single-frame images or one enhanced image whose frames are the planes in
order. A volume may run through an enhanced image in another order, over several of them, or over
nuclear medicine, which has no functional groups. So each frame is handed in as a single-frame
image of its own that stands in for it, and the references to those become references to frames.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage, MRImageStorage, PositronEmissionTomographyImageStorage

from labeling.imaging.functional_groups import PER_FRAME, SHARED
from labeling.imaging.slices import SliceHeader
from labeling.imaging.synthesis import derived_uid

SINGLE = {"MR": MRImageStorage, "PT": PositronEmissionTomographyImageStorage}
FRAMES = (PER_FRAME, SHARED, "NumberOfFrames", "FrameIncrementPointer")
COPIED = (  # highdicom copies these; scans of the field miss some of them
    "PatientID",
    "PatientName",
    "PatientBirthDate",
    "PatientSex",
    "AccessionNumber",
    "StudyID",
    "StudyDate",
    "StudyTime",
    "ReferringPhysicianName",
)


@dataclass(frozen=True)
class SourceFrame:
    """A slice of the segmented volume: a frame, from 1, of a data set with or without pixels."""

    ds: Dataset
    number: int = 1


def stand_ins(sources: Sequence[SourceFrame]) -> list[Dataset]:
    """A single-frame image for each slice: the image itself where it is one."""
    return [_completed(_stand_in(s) if _has_frames(s.ds) else s.ds) for s in sources]


def refer_to_frames(seg: Dataset, sources: Sequence[SourceFrame]) -> None:
    """Have the segmentation name instances and frames where it names stand-ins."""
    meant = {_uid(source): source for source in sources if _has_frames(source.ds)}
    if not meant:
        return
    for frame in seg[PER_FRAME].value:
        for derivation in frame.get("DerivationImageSequence") or []:
            for item in derivation.SourceImageSequence:
                source = meant.get(item.ReferencedSOPInstanceUID)
                if source:
                    _point(item, source)
                    if int(source.ds.get("NumberOfFrames") or 1) > 1:
                        item.ReferencedFrameNumber = source.number
    for holder in (seg, *(seg.get("ReferencedSeriesSequence") or [])):
        for keyword in ("SourceImageSequence", "ReferencedInstanceSequence"):
            if keyword in holder:
                setattr(holder, keyword, list(_instances(holder[keyword].value, meant)))


def _instances(items: Sequence[Dataset], meant: dict[str, SourceFrame]) -> Iterator[Dataset]:
    """The referred instances, each once."""
    seen = set()
    for item in items:
        source = meant.get(item.ReferencedSOPInstanceUID)
        if source:
            _point(item, source)
        if item.ReferencedSOPInstanceUID not in seen:
            seen.add(item.ReferencedSOPInstanceUID)
            yield item


def _point(item: Dataset, source: SourceFrame) -> None:
    item.ReferencedSOPClassUID = source.ds.SOPClassUID
    item.ReferencedSOPInstanceUID = source.ds.SOPInstanceUID


def _has_frames(ds: Dataset) -> bool:
    """Whether its kind of image has frames, even if this one has a single one."""
    return PER_FRAME in ds or "NumberOfFrames" in ds


def _uid(source: SourceFrame) -> str:
    return derived_uid(source.ds.SOPInstanceUID, "frame", str(source.number))


def _stand_in(source: SourceFrame) -> Dataset:
    header = SliceHeader.from_dataset(source.ds, source.number)
    own = {
        "SOPClassUID": SINGLE.get(header.modality, CTImageStorage),
        "SOPInstanceUID": _uid(source),
        "ImagePositionPatient": header.position,
        "ImageOrientationPatient": header.orientation,
        "PixelSpacing": header.pixel_spacing,
    }
    single = Dataset(dict(source.ds.items()))  # elements are shared with the caller's: replace them
    for keyword in (*own, "SliceThickness", *FRAMES):
        single.pop(keyword, None)
    for keyword, value in own.items():
        if value:
            setattr(single, keyword, list(value) if isinstance(value, tuple) else value)
    single.SliceThickness = header.slice_thickness
    return single


def _completed(source: Dataset) -> Dataset:
    """The source with what highdicom takes for granted, empty where it is unknown."""
    missing = [keyword for keyword in COPIED if keyword not in source]
    if not missing:
        return source
    full = Dataset(dict(source.items()))
    for keyword in missing:
        setattr(full, keyword, None)
    return full
