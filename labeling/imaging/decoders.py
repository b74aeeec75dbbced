"""One frame's bytes to stored values: which decoder, and what it is told.

Pydicom decodes what it has a sound decoder for; imagecodecs the rest (12-bit and lossless JPEG,
JPEG XL). Both see hostile bytes, so this runs in the child process only.
"""

from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import convert_color_space
from pydicom.pixels.utils import as_pixel_options
from pydicom.uid import UID

from labeling.imaging.coded import CODECS, HEAD, Codec, CodedFrame, check_size, look_at
from labeling.imaging.frames import PixelFormat
from labeling.imaging.inflate import inflate_raw
from labeling.imaging.part10 import UNREADABLE, PixelElement, value_of
from labeling.imaging.problems import DicomProblem
from labeling.imaging.syntaxes import is_encapsulated, is_little_endian, name_of

PYDICOM = {
    Codec.JPEG: uid.JPEGBaseline8Bit,
    Codec.JPEG_LS: uid.JPEGLSLossless,
    Codec.JPEG_2000: uid.JPEG2000,
    Codec.RLE: uid.RLELossless,
}
"""Whose decoder is taken for frames that are labelled as something that pydicom does not decode."""

FAULTS = (*UNREADABLE, RuntimeError)  # the errors of decoders are RuntimeErrors


def decode_frame_bytes(
    source: bytes, syntax: UID, form: PixelFormat, pixels: PixelElement, ds: Dataset
) -> NDArray[Any]:
    """Stored values of one frame, `(y, x)` or RGB `(y, x, samples)`, in the data set's own type.

    Args:
        source: its bytes, native or coded.
        syntax: of the file.
        form: the image pixel module.
        pixels: the element that the bytes are of.
        ds: for the sign and the depth of its samples.

    Raises:
        DicomProblem: `wrong_codec`, `wrong_size`, `cannot_decode`, `bad_pixels`.
    """
    options = _options(ds, form, pixels)
    try:
        if not is_encapsulated(syntax):
            return _native(source, syntax, form, options)
        return _coded(source, syntax, form, options)
    except FAULTS as error:
        raise DicomProblem(
            "cannot_decode",
            f"expected {form.rows} x {form.columns} pixels in {name_of(syntax)}, "
            f"the decoder failed ({type(error).__name__})",
        ) from error


def unpack_bits(data: bytes, form: PixelFormat, first: int = 0) -> NDArray[np.uint8]:
    """One 1-bit frame `(y, x)` that begins at bit `first`, its first pixel in the lowest bit."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    if len(bits) < first + form.frame_bits:
        raise DicomProblem("truncated", f"expected {form.frame_bits} bits of pixels, got fewer")
    return bits[first : first + form.frame_bits].reshape(form.rows, form.columns)


def _options(ds: Dataset, form: PixelFormat, pixels: PixelElement) -> dict[str, Any]:
    """What pydicom's decoders want to know, of a single frame."""
    if pixels.keyword == "PixelData" and value_of(ds, "PixelRepresentation") not in {0, 1}:
        raise DicomProblem("bad_pixels", "expected a PixelRepresentation of 0 or 1, got another")
    try:
        options = as_pixel_options(ds, pixel_keyword=pixels.keyword, pixel_vr=pixels.vr)
    except UNREADABLE as error:
        raise DicomProblem("bad_pixels", "expected an image pixel module, got a damaged") from error
    _check_bits(ds, form, pixels)
    options.pop("extended_offsets", None)  # of the file; here the frame is alone
    options["number_of_frames"] = 1
    options["bits_allocated"] = form.bits_allocated
    if form.samples > 1:
        options["planar_configuration"] = options.get("planar_configuration") or 0
    return options


def _check_bits(ds: Dataset, form: PixelFormat, pixels: PixelElement) -> None:
    """Native samples fill their lowest bits (PS3.5 8.1.1); older files may have them higher up."""
    if pixels.fragments is not None or pixels.keyword != "PixelData" or form.bits_allocated == 1:
        return
    stored, high = value_of(ds, "BitsStored"), value_of(ds, "HighBit")
    if isinstance(stored, int) and isinstance(high, int) and high != stored - 1:
        raise DicomProblem(
            "bad_pixels", f"expected HighBit {stored - 1} for {stored} bits stored, got {high}"
        )


def _native(source: bytes, syntax: UID, form: PixelFormat, options: dict[str, Any]) -> NDArray[Any]:
    if form.bits_allocated == 1:
        return unpack_bits(source, form)
    alike = is_little_endian(syntax) or form.bits_allocated == 8  # bytes are in order by now
    decoder = get_decoder(uid.ExplicitVRLittleEndian if alike else syntax)
    values, _ = decoder.as_array(source + bytes(len(source) % 2), index=0, **options)
    return np.asarray(values)


def _coded(source: bytes, syntax: UID, form: PixelFormat, options: dict[str, Any]) -> NDArray[Any]:
    coded = look_at(source[:HEAD], syntax)
    check_size(coded, form.rows, form.columns, form.samples)
    match coded.codec:
        case Codec.JPEG_12 | Codec.JPEG_LOSSLESS:
            return _colour(_as_stored(_jpeg(source, form.samples), form, options), options)
        case Codec.JPEG_XL:
            return _as_stored(imagecodecs.jpegxl_decode(source, 0, numthreads=1), form, options)
        case Codec.DEFLATE:
            native = inflate_raw(source, (form.frame_bits + 7) // 8 + 1)
            return _native(native, uid.ExplicitVRLittleEndian, form, options)
        case Codec.RLE if form.bits_allocated == 1:
            return unpack_bits(_bytes_of_bits(source, form, options), form)
        case _:
            return _by_pydicom(source[coded.start :], syntax, coded, options)


def _by_pydicom(
    source: bytes, syntax: UID, coded: CodedFrame, options: dict[str, Any]
) -> NDArray[Any]:
    labelled = coded.codec in CODECS[syntax] and syntax in _KNOWN
    decoder = get_decoder(syntax if labelled else PYDICOM[coded.codec])
    values, _ = decoder.as_array(encapsulate([source], has_bot=False), index=0, **options)
    return np.asarray(values)


_KNOWN = frozenset(
    {
        uid.JPEGBaseline8Bit,
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


def _bytes_of_bits(source: bytes, form: PixelFormat, options: dict[str, Any]) -> bytes:
    """The packed bits of a 1-bit RLE frame, which pydicom decodes when told that they are bytes."""
    size = (form.frame_bits + 7) // 8
    packed = {
        **options,
        "rows": 1 if size < 1 << 16 else form.rows,
        "columns": size if size < 1 << 16 else size // form.rows,
        "bits_allocated": 8,
        "bits_stored": 8,
        "photometric_interpretation": "MONOCHROME2",
        "pixel_representation": 0,
    }
    data = encapsulate([source], has_bot=False)
    values, _ = get_decoder(uid.RLELossless).as_array(data, index=0, **packed)
    return values.tobytes()


def _jpeg(source: bytes, samples: int) -> NDArray[Any]:
    """Samples as coded, `(y, x)` or `(y, x, samples)`; colour is left as it is."""
    if samples == 1:
        return imagecodecs.jpeg8_decode(source)
    same = imagecodecs.JPEG8.CS.YCbCr
    return imagecodecs.jpeg8_decode(source, colorspace=same, outcolorspace=same)


def _as_stored(values: NDArray[Any], form: PixelFormat, options: dict[str, Any]) -> NDArray[Any]:
    """Unsigned samples of a decoder in the data set's type, with the sign of its stored bits."""
    shape = (form.rows, form.columns) + ((form.samples,) if form.samples > 1 else ())
    if values.shape != shape or values.itemsize * 8 > form.bits_allocated:
        raise DicomProblem(
            "wrong_size",
            f"expected {shape} samples of {form.bits_allocated} bits, "
            f"the coded frame has {values.shape} of {values.itemsize * 8}",
        )
    size = form.bits_allocated // 8
    unsigned = values.astype(f"u{size}")
    if not options["pixel_representation"]:
        return unsigned
    shift = form.bits_allocated - int(options["bits_stored"])
    return (unsigned << shift).view(f"i{size}") >> shift


def _colour(values: NDArray[Any], options: dict[str, Any]) -> NDArray[Any]:
    if values.ndim == 3 and str(options["photometric_interpretation"]).startswith("YBR_FULL"):
        return convert_color_space(values, "YBR_FULL", "RGB")
    return values
