"""The transfer syntaxes that are stored; any other is refused at the door.

Pydicom 3.0.2 does not know the newest of them, so what it would answer about one is answered here.
"""

from pydicom import uid
from pydicom.uid import UID

JPEG_SPECTRAL = UID("1.2.840.10008.1.2.4.53")  # processes 6 and 8, retired
JPEG_PROGRESSIVE = UID("1.2.840.10008.1.2.4.55")  # processes 10 and 12, retired
JPEG_XL_LOSSLESS = UID("1.2.840.10008.1.2.4.110")
JPEG_XL_RECOMPRESSED = UID("1.2.840.10008.1.2.4.111")
JPEG_XL = UID("1.2.840.10008.1.2.4.112")
DEFLATED_FRAMES = UID("1.2.840.10008.1.2.8.1")

NATIVE = frozenset(
    {
        uid.ImplicitVRLittleEndian,
        uid.ExplicitVRLittleEndian,
        uid.DeflatedExplicitVRLittleEndian,
        uid.ExplicitVRBigEndian,
    }
)
BROWSER = frozenset(  # a browser decodes frames of these; of other still images it gets native ones
    {
        uid.JPEGBaseline8Bit,
        uid.JPEGExtended12Bit,
        uid.JPEGLossless,
        uid.JPEGLosslessSV1,
        uid.JPEGLSLossless,
        uid.JPEGLSNearLossless,
        uid.JPEG2000Lossless,
        uid.JPEG2000,
        uid.HTJ2KLossless,
        uid.HTJ2KLosslessRPCL,
        uid.HTJ2K,
        uid.RLELossless,
    }
)
MULTI_COMPONENT = frozenset({uid.JPEG2000MCLossless, uid.JPEG2000MC})
STILL = (
    BROWSER
    | MULTI_COMPONENT
    | {
        JPEG_SPECTRAL,
        JPEG_PROGRESSIVE,
        JPEG_XL_LOSSLESS,
        JPEG_XL_RECOMPRESSED,
        JPEG_XL,
        DEFLATED_FRAMES,
    }
)
VIDEO = frozenset(map(UID, uid.MPEGTransferSyntaxes))
"""MPEG and HEVC: one stream of all frames, which have no offsets of their own."""
STORED = NATIVE | STILL | VIDEO


_NAMES = {
    JPEG_XL_LOSSLESS: "JPEG XL Lossless",
    JPEG_XL_RECOMPRESSED: "JPEG XL JPEG Recompression",
    JPEG_XL: "JPEG XL",
    DEFLATED_FRAMES: "Deflated Image Frame Compression",
}


def is_implicit(syntax: UID) -> bool:
    return syntax == uid.ImplicitVRLittleEndian


def is_little_endian(syntax: UID) -> bool:
    return syntax != uid.ExplicitVRBigEndian


def is_encapsulated(syntax: UID) -> bool:
    return syntax not in NATIVE


def name_of(syntax: UID) -> str:
    return _NAMES.get(syntax, syntax.name)


def frames_syntax(transfer_syntax_uid: str) -> str:
    """How the frames of a file with this transfer syntax are encoded.

    Native pixels are the same in both little-endian encodings (PS3.5 A.1, A.2).
    """
    if transfer_syntax_uid == uid.ImplicitVRLittleEndian:
        return str(uid.ExplicitVRLittleEndian)
    return transfer_syntax_uid
