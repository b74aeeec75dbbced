"""Everything that ingest stores about one file, computed once.

Call through `labeling.imaging.sandbox`: the file may be hostile.
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from pydicom import config
from pydicom.dataset import Dataset
from pydicom.uid import UID, MediaStorageDirectoryStorage

from labeling.imaging.attributes import flat_attributes
from labeling.imaging.browsers import needs_native
from labeling.imaging.byte_order import WORDS, swapped, swapped_pieces
from labeling.imaging.dicom_json import Json, to_json
from labeling.imaging.frames import frame_places, pixel_format
from labeling.imaging.part10 import UNREADABLE, Part10, PixelElement, read_part10, value_of
from labeling.imaging.problems import DicomProblem
from labeling.imaging.slices import SliceHeader, slice_headers
from labeling.imaging.syntaxes import is_little_endian

UID_RULE = re.compile(r"[0-9]+(\.[0-9]+)*")
UIDS = ("SOPInstanceUID", "SOPClassUID", "StudyInstanceUID", "SeriesInstanceUID")
PIECE = 1 << 20
PIXEL_TAGS = {
    "FloatPixelData": "7FE00008",
    "DoubleFloatPixelData": "7FE00009",
    "PixelData": "7FE00010",
}


@dataclass(frozen=True)
class InstanceIndex:
    """One instance as the servers need it; JSON-able by `to_json`.

    Attributes:
        samples: samples per pixel; 0 like `rows`, `columns` and `bits_allocated` without pixels.
        number_of_frames: 0 without pixels.
        pixel_keyword: PixelData, FloatPixelData, DoubleFloatPixelData, or "" without pixels.
        frames: for each frame `[offset, length, offset, length, ...]` of its pieces in the stored
            file, ready to be joined and sent as stored. Empty when frames exist only by decoding
            (deflated, video, 1-bit frames that do not end on a byte).
        needs_native: whether browsers decode none of `frames`, so that native ones are to be made.
        bulk: place `[offset, length]` of large top-level values by their path, as stored; empty
            for big-endian and deflated files. `bulk_pieces` finds any value.
        metadata: DICOM JSON model without group 2. BulkDataURI is relative to the series:
            `instances/{sop_instance_uid}/bulkdata/{path}`.
        headers: of each slice that the instance is, see `slices.slice_headers`.
        attributes: study, series and image attributes by DICOM keyword, as text, several values
            joined by a backslash; absent when empty.
        weight: bytes of `metadata` as text, where a sandbox counted them; in memory it is many times that.
    """

    sop_instance_uid: str
    sop_class_uid: str
    study_instance_uid: str
    series_instance_uid: str
    transfer_syntax_uid: str
    rows: int
    columns: int
    number_of_frames: int
    bits_allocated: int
    samples: int
    pixel_keyword: str
    frames: list[list[int]]
    needs_native: bool
    bulk: dict[str, list[int]]
    headers: list[SliceHeader]
    metadata: Json
    attributes: dict[str, str]
    weight: int = field(default=0, compare=False)

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "headers": [header.to_json() for header in self.headers]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "InstanceIndex":
        headers = [SliceHeader.from_json(header) for header in value["headers"]]
        return cls(**{**value, "headers": headers})


def index_file(path: Path) -> InstanceIndex:
    """Read everything but the pixels of one DICOM file.

    Objects without pixels (reports, structure sets) are indexed too, with `pixel_keyword` "".

    Raises:
        DicomProblem: as `read_part10`, and `missing_uid`, `bad_uid`, `no_pixels` (an image
            without them), `bad_pixels`, `bad_fragments`.
    """
    with path.open("rb") as stream, lenient():
        file = read_part10(stream)
        refuse_directory(file.ds)
        uids = {name: _uid(file.ds, name) for name in UIDS}
        _refuse_lost_pixels(file)
        return _index(file, uids)


def bulk_pieces(path: Path, tags: str) -> Iterator[bytes]:
    """In pieces, the value bytes at a path as in BulkDataURI: `TAG` or `TAG/item/TAG`, items from 1.

    Raises:
        DicomProblem: `no_value`, and as `read_part10`.
    """
    with path.open("rb") as stream, lenient():
        file = read_part10(stream)
        if file.pixels and tags.upper() in PIXEL_TAGS.values():
            pieces = _pieces(file.body, file.pixels.offset, file.pixels.length)
            yield from swapped_pieces(pieces, _word_of_pixels(file, file.pixels))
            return
        parts = tags.split("/")
        try:
            ds = file.ds
            for sequence, item in zip(parts[:-1:2], parts[1:-1:2], strict=True):
                ds = ds[int(sequence, 16)].value[int(item) - 1]
            element = ds[int(parts[-1], 16)]
            value, word = element.value, WORDS.get(element.VR, 1)
        except UNREADABLE:
            value = None
    if not isinstance(value, bytes):
        raise DicomProblem("no_value", "expected the path of a binary value, got another path")
    yield value if is_little_endian(file.transfer_syntax) else swapped(value, word)


def _word_of_pixels(file: Part10, pixels: PixelElement) -> int:
    """Bytes that change places in pixels; samples of more than 16 bits are swapped whole."""
    if is_little_endian(file.transfer_syntax):
        return 1
    word = WORDS.get(pixels.vr, 1)
    return max(word, pixel_format(file.ds, pixels.keyword).bits_allocated // 8) if word > 1 else 1


def fragments(path: Path) -> list[int]:
    """`[offset, length, ...]` of the pieces of encapsulated pixels, without the offset table.

    Raises:
        DicomProblem: `no_pixels`, and as `read_part10`.
    """
    with path.open("rb") as stream, lenient():
        file = read_part10(stream)
    if file.pixels is None or file.pixels.fragments is None:
        raise DicomProblem("no_pixels", "expected encapsulated pixels, got none")
    return [number for place in file.pixels.fragments[1:] for number in place]


@contextmanager
def lenient() -> Iterator[None]:
    """Let pydicom keep opinions to itself: values are checked here, warnings would quote them."""
    with warnings.catch_warnings(), config.disable_value_validation():
        warnings.simplefilter("ignore")
        yield


def _index(file: Part10, uids: dict[str, str]) -> InstanceIndex:
    form = pixel_format(file.ds, file.pixels.keyword) if file.pixels else None
    places = frame_places(file, form) if form else ()
    base = f"instances/{uids['SOPInstanceUID']}/bulkdata/"
    headers = slice_headers(file.ds)
    metadata = to_json(file.ds, base)
    if file.pixels:
        name = PIXEL_TAGS[file.pixels.keyword]
        metadata[name] = {"vr": file.pixels.vr, "BulkDataURI": base + name}
        metadata = dict(sorted(metadata.items()))
    return InstanceIndex(
        sop_instance_uid=uids["SOPInstanceUID"],
        sop_class_uid=uids["SOPClassUID"],
        study_instance_uid=uids["StudyInstanceUID"],
        series_instance_uid=uids["SeriesInstanceUID"],
        transfer_syntax_uid=str(file.transfer_syntax),
        rows=form.rows if form else 0,
        columns=form.columns if form else 0,
        number_of_frames=form.frames if form else 0,
        bits_allocated=form.bits_allocated if form else 0,
        samples=form.samples if form else 0,
        pixel_keyword=file.pixels.keyword if file.pixels else "",
        frames=[[number for piece in pieces for number in piece] for pieces in places],
        needs_native=form is not None and needs_native(file, form, places),
        bulk=_bulk(file, metadata),
        headers=headers if form else [replace(headers[0], rows=0, columns=0)],
        metadata=metadata,
        attributes=flat_attributes(file.ds),
    )


def _bulk(file: Part10, metadata: Json) -> dict[str, list[int]]:
    if file.deflated or not is_little_endian(file.transfer_syntax):
        return {}
    found = {
        name: list(file.places[name])
        for name, element in metadata.items()
        if "BulkDataURI" in element and name in file.places
    }
    if file.pixels:
        found[PIXEL_TAGS[file.pixels.keyword]] = [file.pixels.offset, file.pixels.length]
    return found


def _pieces(body: BinaryIO, offset: int, length: int) -> Iterator[bytes]:
    body.seek(offset)
    while length and (piece := body.read(min(PIECE, length))):
        length -= len(piece)
        yield piece


def refuse_directory(ds: Dataset) -> None:
    """Raises: DicomProblem: `directory`."""
    sop_class = value_of(ds, "SOPClassUID")
    if "DirectoryRecordSequence" in ds or sop_class == MediaStorageDirectoryStorage:
        raise DicomProblem("directory", "expected an instance, got a DICOMDIR, which lists others")


def _refuse_lost_pixels(file: Part10) -> None:
    """An image whose file was cut before its pixels reads like a sound object without any."""
    is_image = "Image Storage" in UID(file.ds.SOPClassUID).name or "Rows" in file.ds
    if is_image and file.pixels is None:
        raise DicomProblem("no_pixels", "expected an image, got one whose file has no pixels")


def _uid(ds: Dataset, keyword: str) -> str:
    value = str(value_of(ds, keyword) or "").strip()
    if not value:
        raise DicomProblem("missing_uid", f"expected a {keyword}, got none")
    if len(value) > 64 or not UID_RULE.fullmatch(value):
        raise DicomProblem(
            "bad_uid", f"expected {keyword} of up to 64 digits and dots, got something else"
        )
    return value
