"""A de-identified file from an identified one: a new header around the same pixel bytes.

The pixels stay where they are. What is told is the new header and the stretch of the source file
that belongs behind it, so that 4 GB of frames pass through nobody's memory.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset, write_file_meta_info
from pydicom.sequence import Sequence
from pydicom.uid import UID

from labeling.imaging.deid.engine import Cleaner, texts_in
from labeling.imaging.deid.identifiers import Identifiers, identifiers_of
from labeling.imaging.deid.profile import BASIC_CODE, METHOD, OPTION_TEXTS, Option, Profile
from labeling.imaging.deid.suspects import suspicions
from labeling.imaging.deid.table import EDITION
from labeling.imaging.deid.values import date_shift, pseudonym
from labeling.imaging.part10 import (
    PIXEL_TAGS,
    UNDEFINED,
    UNREADABLE,
    Part10,
    PixelElement,
    read_part10,
    value_of,
)
from labeling.imaging.pixels import lenient, refuse_directory
from labeling.imaging.problems import DicomProblem
from labeling.imaging.syntaxes import is_implicit, is_little_endian
from labeling.imaging.synthesis import IMPLEMENTATION_UID

IMPLEMENTATION_VERSION = "GYRE_DEID_1"
MAX_HEADER = 64 << 20
_TAGS = {0x7FE00008: "FloatPixelData", 0x7FE00009: "DoubleFloatPixelData", 0x7FE00010: "PixelData"}


@dataclass(frozen=True)
class Rewritten:
    """How to put the new file together, and what was done.

    Attributes:
        head: so many bytes of the payload come first; the others come behind the pixels.
        pixels: offset and length in the source file; None when the payload is all there is.
        counts: how often, by action and keyword; never a value.
        suspicions: why a person should look at the pixels; codes of `suspects.Reason`.
        left: for a check: keyword path, VR and value of the text that stays.
    """

    head: int
    pixels: tuple[int, int] | None
    counts: dict[str, dict[str, int]]
    suspicions: list[str]
    left: list[tuple[str, str, str]]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Rewritten":
        pixels = value["pixels"]
        left = [(name, vr, text) for name, vr, text in value["left"]]
        return cls(**{**value, "pixels": tuple(pixels) if pixels else None, "left": left})


def rewrite(path: Path, profile: Profile, *, check: bool = False) -> tuple[Rewritten, bytes]:
    """De-identify one file of unknown origin. Call through `labeling.imaging.sandbox`.

    The same bytes, profile and key give the same result.

    Args:
        path: the identified file.
        profile: what stays.
        check: also tell what text is left.

    Raises:
        DicomProblem: as `read_part10`; `directory`; `damaged`: it cannot be written again;
            `identifier_in_pixels`: an identifying value of the header stands in the pixel bytes
            too; `too_large`: a header, or a deflated file, beyond limits.
    """
    with path.open("rb") as stream, lenient():
        file = read_part10(stream)
        refuse_directory(file.ds)
        try:
            found, payload = _rewritten(file, profile, check)
        except UNREADABLE as error:
            raise DicomProblem(
                "damaged", f"the data set cannot be written again ({type(error).__name__})"
            ) from error
    if len(payload) > MAX_HEADER:
        raise DicomProblem(
            "too_large", f"expected a header of at most {MAX_HEADER} bytes, got more"
        )
    return found, payload


def _rewritten(file: Part10, profile: Profile, check: bool) -> tuple[Rewritten, bytes]:
    identifiers = identifiers_of(file.ds, profile.options)
    _scan_pixels(file, identifiers)
    keeps_graphics = Option.CLEAN_GRAPHICS in profile.options
    reasons = suspicions(file.ds, keeps_graphics=keeps_graphics)
    cleaner = Cleaner(profile, identifiers, _shift(file.ds, profile))
    ds = cleaner.clean(file.ds)
    _identify(ds, file.ds, profile)
    left = list(texts_in(ds)) if check else []
    _mark(ds, profile)
    head, tail = _parts(file, ds)
    place = None if file.deflated or not file.pixels else (file.pixels.offset, file.pixels.length)
    found = Rewritten(len(head), place, _nested(cleaner.counts), [str(r) for r in reasons], left)
    return found, head + tail


def _scan_pixels(file: Part10, identifiers: Identifiers) -> None:
    pixels = file.pixels
    if pixels is None:
        return
    frames = (pixels.fragments or ())[1:]  # the first is the offset table
    if identifiers.occur_in_file(
        file.body, pixels.offset, pixels.length
    ) or identifiers.occur_in_comments(file.body, frames):
        raise DicomProblem(
            "identifier_in_pixels",
            "expected pixels without text, got bytes that repeat an identifying value of the header",
        )


def _shift(ds: Dataset, profile: Profile) -> Any:
    person = str(value_of(ds, "PatientID") or value_of(ds, "StudyInstanceUID") or "")
    return date_shift(profile.key, person, profile.shift_days)


def _identify(ds: Dataset, source: Dataset, profile: Profile) -> None:
    """The patient under a pseudonym: splits go by patient, so that it cannot just be empty."""
    name = pseudonym(profile.key, str(value_of(source, "PatientID") or ""))
    ds.PatientID = name
    ds.PatientName = name


def _mark(ds: Dataset, profile: Profile) -> None:
    """Say that and how it was de-identified: PS3.15 E.1.1, codes of CID 7050."""
    options = [OPTION_TEXTS[option] for option in Option if option in profile.options]
    ds.PatientIdentityRemoved = "YES"
    ds.DeidentificationMethod = f"{METHOD} {EDITION}"
    codes = [BASIC_CODE, *((option.code, f"{option.title} Option") for option in options)]
    ds.DeidentificationMethodCodeSequence = Sequence([_code(*code) for code in codes])
    dates = {Option.RETAIN_FULL_DATES: "UNMODIFIED", Option.RETAIN_MODIFIED_DATES: "MODIFIED"}
    found = [word for option, word in dates.items() if option in profile.options]
    ds.LongitudinalTemporalInformationModified = found[0] if found else "REMOVED"
    ds.SpecificCharacterSet = "ISO_IR 192"


def _code(value: str, meaning: str) -> Dataset:
    ds = Dataset()
    ds.CodeValue = value
    ds.CodingSchemeDesignator = "DCM"
    ds.CodeMeaning = meaning[:64]
    return ds


def _parts(file: Part10, ds: Dataset) -> tuple[bytes, bytes]:
    """What comes before the pixels and what comes behind; of a deflated file all of it, before."""
    syntax, pixels = file.transfer_syntax, file.pixels
    meta = _meta(ds, syntax)
    if pixels is None:
        whole = _encoded(ds, ds.keys(), syntax)
        return meta + (_packed(whole) if file.deflated else whole), b""
    tag = next(tag for tag in PIXEL_TAGS if _TAGS[tag] == pixels.keyword)
    before = _encoded(ds, [t for t in ds.keys() if t < tag], syntax)  # noqa: SIM118
    before += _pixel_head(tag, pixels, syntax)
    behind = _encoded(ds, [t for t in ds.keys() if t > tag], syntax)  # noqa: SIM118
    if not file.deflated:
        return meta + before, behind
    file.body.seek(pixels.offset)
    return meta + _packed(before + file.body.read(pixels.length) + behind), b""


def _packed(data: bytes) -> bytes:
    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = engine.compress(data) + engine.flush()
    return packed + b"\0" * (len(packed) % 2)


def _encoded(ds: Dataset, tags: Iterable[Any], syntax: UID) -> bytes:
    part = Dataset({tag: ds[tag] for tag in tags})
    out = DicomBytesIO()
    out.is_little_endian, out.is_implicit_VR = is_little_endian(syntax), is_implicit(syntax)
    write_dataset(out, part, "utf8")
    return out.getvalue()


def _meta(ds: Dataset, syntax: UID) -> bytes:
    """Preamble and file meta, made anew: the source's may name who sent and who wrote it."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(str(value_of(ds, "SOPClassUID") or ""))
    meta.MediaStorageSOPInstanceUID = UID(str(value_of(ds, "SOPInstanceUID") or ""))
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION
    meta.FileMetaInformationVersion = b"\0\1"
    meta.FileMetaInformationGroupLength = 0
    out = DicomBytesIO()
    write_file_meta_info(out, meta, enforce_standard=False)
    return bytes(128) + b"DICM" + out.getvalue()


def _pixel_head(tag: int, pixels: PixelElement, syntax: UID) -> bytes:
    order: Any = "little" if is_little_endian(syntax) else "big"
    length = UNDEFINED if pixels.fragments is not None else pixels.length
    vr = b"" if is_implicit(syntax) else pixels.vr.encode() + b"\0\0"
    numbers = (tag >> 16).to_bytes(2, order), (tag & 0xFFFF).to_bytes(2, order)
    return b"".join(numbers) + vr + length.to_bytes(4, order)


def _nested(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (action, keyword), count in counts.items():
        found.setdefault(str(action), {})[keyword] = count
    return found
