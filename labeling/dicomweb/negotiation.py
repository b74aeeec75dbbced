"""Which representation is sent: the Accept header against what is stored (PS3.18 8.7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydicom import uid

from labeling.dicomweb.accept import MediaRange, covers
from labeling.dicomweb.errors import BadAccept
from labeling.imaging.syntaxes import VIDEO

OCTETS = "application/octet-stream"
DICOM = "application/dicom"
DICOM_JSON = "application/dicom+json"
DICOM_XML = "application/dicom+xml"
MULTIPART = "multipart/related"
EXPLICIT = str(uid.ExplicitVRLittleEndian)

IMAGE_TYPES = {  # Table 8.7.3-5, of what browsers decode; any other is transcoded even for `*`
    str(uid.JPEGBaseline8Bit): "image/jpeg",
    str(uid.JPEGExtended12Bit): "image/jpeg",
    str(uid.JPEGLossless): "image/jpeg",
    str(uid.JPEGLosslessSV1): "image/jpeg",
    str(uid.JPEGLSLossless): "image/jls",
    str(uid.JPEGLSNearLossless): "image/jls",
    str(uid.JPEG2000Lossless): "image/jp2",
    str(uid.JPEG2000): "image/jp2",
    str(uid.HTJ2KLossless): "image/jphc",
    str(uid.HTJ2KLosslessRPCL): "image/jphc",
    str(uid.HTJ2K): "image/jphc",
    str(uid.RLELossless): "image/dicom-rle",
}
_VIDEO = frozenset(map(str, VIDEO))


@dataclass(frozen=True)
class Choice:
    """`decode`: the frames are made native; else their bytes are sent as stored."""

    multipart: bool
    media_type: str
    transfer_syntax: str
    decode: bool

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; transfer-syntax={self.transfer_syntax}"


def choose_frames(
    ranges: Sequence[MediaRange], stored: str, *, has_places: bool, count: int
) -> Choice:
    """How frames are sent.

    Args:
        ranges: the parsed Accept header, best first.
        stored: transfer syntax of the frames' own bytes.
        has_places: whether frames have bytes of their own.
        count: frames asked for; a single part holds one.

    Raises:
        BadAccept: 406.
    """
    for media in ranges:
        multipart = covers(media.type, MULTIPART)
        if not multipart and count > 1:
            continue
        part = media.part_type if media.type == MULTIPART else "*/*"
        if not multipart:
            part = media.type
        choice = _frame_choice(media.transfer_syntax, part, stored, has_places)
        if choice is not None:
            return Choice(multipart, *choice)
    raise BadAccept(expected=[f'{MULTIPART}; type="{OCTETS}"', OCTETS])


def _frame_choice(
    wanted: str | None, part: str, stored: str, has_places: bool
) -> tuple[str, str, bool] | None:
    """Media type, transfer syntax and whether to decode; None when this part cannot be had."""
    native = (OCTETS, EXPLICIT, True)
    as_is = stored in IMAGE_TYPES and has_places
    if covers(part, OCTETS):
        if as_is and wanted in ("*", stored):
            return OCTETS, stored, False
        if wanted in (None, "*", EXPLICIT) and stored not in _VIDEO:
            plain = stored == EXPLICIT and has_places
            return (OCTETS, EXPLICIT, False) if plain else native
        return None
    if as_is and covers(part, IMAGE_TYPES[stored]) and wanted in (None, "*", stored):
        return IMAGE_TYPES[stored], stored, False
    return None


@dataclass(frozen=True)
class InstanceChoice:
    """`as_stored`: the files are sent byte for byte; else in Explicit VR Little Endian."""

    multipart: bool
    as_stored: bool


def choose_instances(
    ranges: Sequence[MediaRange], stored: set[str], *, single: bool
) -> InstanceChoice:
    """How whole instances are sent: with no transfer syntax said, in Explicit VR Little Endian.

    Args:
        ranges: the parsed Accept header, best first.
        stored: the transfer syntaxes of the instances.
        single: whether there is one instance, so that a single part can hold it.

    Raises:
        BadAccept: 406, also for a transfer syntax that is neither that nor the stored one.
    """
    for media in ranges:
        wanted = media.transfer_syntax
        as_stored = wanted == "*" or stored == {wanted or EXPLICIT}
        if not as_stored and wanted not in (None, EXPLICIT):
            continue
        if covers(media.type, MULTIPART) and covers(_part(media), DICOM):
            return InstanceChoice(True, as_stored)
        if covers(media.type, DICOM) and single:
            return InstanceChoice(False, as_stored)
    raise BadAccept(expected=[f'{MULTIPART}; type="{DICOM}"', DICOM])


def choose_documents(ranges: Sequence[MediaRange]) -> bool:
    """Whether metadata and results are sent as XML (multipart), else as JSON.

    Raises:
        BadAccept: 406.
    """
    for media in ranges:
        if covers(media.type, DICOM_JSON) or covers(media.type, "application/json"):
            return False
        if media.type == MULTIPART and covers(media.part_type, DICOM_XML):
            return True
    raise BadAccept(expected=[DICOM_JSON, f'{MULTIPART}; type="{DICOM_XML}"'])


def choose_bulk(ranges: Sequence[MediaRange]) -> bool:
    """Whether bulk data is sent as multipart.

    Raises:
        BadAccept: 406.
    """
    for media in ranges:
        if covers(media.type, OCTETS):
            return False
        if covers(media.type, MULTIPART) and covers(_part(media), OCTETS):
            return True
    raise BadAccept(expected=[OCTETS, f'{MULTIPART}; type="{OCTETS}"'])


def _part(media: MediaRange) -> str:
    return media.part_type if media.type == MULTIPART else "*/*"


def choose_picture(
    ranges: Sequence[MediaRange], types: Sequence[str], *, several: bool = False
) -> tuple[bool, str]:
    """Whether pictures are sent as multipart, and the media type of each.

    Args:
        ranges: the parsed Accept header, best first.
        types: what can be made, the default first.
        several: whether there is more than one, which a single part cannot hold.

    Raises:
        BadAccept: 406.
    """
    for media in ranges:
        part = media.part_type if media.type == MULTIPART else media.type
        found = next((kind for kind in types if covers(part, kind)), None)
        is_multipart = media.type == MULTIPART or (several and covers(media.type, MULTIPART))
        if found is not None and (is_multipart or not several):
            return is_multipart, found
    raise BadAccept(expected=[*types, *(f'{MULTIPART}; type="{kind}"' for kind in types)])
