"""The transfer syntaxes that are stored; any other is refused at the door."""

from pydicom import uid

NATIVE = frozenset(
    {
        uid.ImplicitVRLittleEndian,
        uid.ExplicitVRLittleEndian,
        uid.DeflatedExplicitVRLittleEndian,
        uid.ExplicitVRBigEndian,
    }
)
STILL = frozenset(
    {
        uid.JPEGBaseline8Bit,
        uid.JPEGExtended12Bit,
        uid.JPEGLossless,
        uid.JPEGLosslessSV1,
        uid.JPEGLSLossless,
        uid.JPEGLSNearLossless,
        uid.JPEG2000Lossless,
        uid.JPEG2000,
        uid.JPEG2000MCLossless,
        uid.JPEG2000MC,
        uid.HTJ2KLossless,
        uid.HTJ2KLosslessRPCL,
        uid.HTJ2K,
        uid.RLELossless,
    }
)
VIDEO = frozenset(  # one stream of all frames: frames have no offsets of their own
    {
        uid.MPEG2MPML,
        uid.MPEG2MPHL,
        uid.MPEG4HP41,
        uid.MPEG4HP41BD,
        uid.MPEG4HP422D,
        uid.MPEG4HP423D,
        uid.MPEG4HP42STEREO,
        uid.HEVCMP51,
        uid.HEVCM10P51,
    }
)
STORED = NATIVE | STILL | VIDEO


def frames_syntax(transfer_syntax_uid: str) -> str:
    """How the frames of a file with this transfer syntax are encoded.

    Native pixels are the same in both little-endian encodings (PS3.5 A.1, A.2).
    """
    if transfer_syntax_uid == uid.ImplicitVRLittleEndian:
        return str(uid.ExplicitVRLittleEndian)
    return transfer_syntax_uid
