"""What other decoders make of a file, to hold ours against: for reports and tests, never to serve.

DCMTK decodes with code of its own what it knows; OpenJPH does for high-throughput JPEG 2000. For
JPEG 2000 there is OpenJPEG only, which ours is built on too: agreement there says that sign, depth
and colour are handled alike, not that the wavelets are.
"""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread, uid
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames
from pydicom.pixels.processing import convert_color_space

from labeling.imaging.pixels import lenient
from labeling.imaging.syntaxes import JPEG_PROGRESSIVE, JPEG_SPECTRAL, JPEG_XL_RECOMPRESSED

DCMTK = {
    uid.ImplicitVRLittleEndian: "dcmconv",
    uid.ExplicitVRLittleEndian: "dcmconv",
    uid.ExplicitVRBigEndian: "dcmconv",
    uid.DeflatedExplicitVRLittleEndian: "dcmconv",
    uid.JPEGBaseline8Bit: "dcmdjpeg",
    uid.JPEGExtended12Bit: "dcmdjpeg",
    JPEG_SPECTRAL: "dcmdjpeg",
    JPEG_PROGRESSIVE: "dcmdjpeg",
    uid.JPEGLossless: "dcmdjpeg",
    uid.JPEGLosslessSV1: "dcmdjpeg",
    uid.JPEGLSLossless: "dcmdjpls",
    uid.JPEGLSNearLossless: "dcmdjpls",
    uid.RLELossless: "dcmdrle",
}
CODED = {
    uid.JPEG2000Lossless: ("OpenJPEG", imagecodecs.jpeg2k_decode),
    uid.JPEG2000: ("OpenJPEG", imagecodecs.jpeg2k_decode),
    uid.HTJ2KLossless: ("OpenJPH", imagecodecs.htj2k_decode),
    uid.HTJ2KLosslessRPCL: ("OpenJPH", imagecodecs.htj2k_decode),
    uid.HTJ2K: ("OpenJPH", imagecodecs.htj2k_decode),
    JPEG_XL_RECOMPRESSED: (
        "the JPEG inside",
        lambda data: imagecodecs.jpeg8_decode(imagecodecs.jpegxl_decode_jpeg(data, numthreads=1)),
    ),
}
LIMITS = ("prlimit", "--as=2147483648", "--cpu=20", "--fsize=1073741824")


@dataclass(frozen=True)
class Reference:
    """Frames as another decoder gives them.

    `frames` is `(frame, y, x)` or RGB `(frame, y, x, 3)`, unsigned, with the stored bits only.
    """

    decoder: str
    frames: NDArray[Any]
    mask: int

    def difference(self, number: int, native: bytes) -> int:
        """Largest difference of a sample of frame `number`, from 1, given as our native bytes."""
        theirs = self.frames[number - 1]
        ours = np.frombuffer(native, f"<u{theirs.itemsize}")
        if self.mask == 1:
            ours = np.unpackbits(ours, bitorder="little")[: theirs.size]
        ours = ours.reshape(theirs.shape) & self.mask
        return int(np.abs(ours.astype(np.int64) - theirs.astype(np.int64)).max())


def reference_of(path: Path) -> Reference | None:
    """Another decoder's frames of a file; None where none is installed or it gives none."""
    try:
        with lenient():
            ds = dcmread(path)
            syntax = ds.file_meta.TransferSyntaxUID
            if "PixelData" not in ds or ds.BitsAllocated not in {1, 8, 16, 32}:
                return None
            if syntax in CODED:
                return _by_codec(ds, *CODED[syntax])
            return _by_dcmtk(path, DCMTK.get(syntax, ""))
    except (ValueError, AttributeError, RuntimeError, TypeError, KeyError, OSError):
        return None


def _by_codec(ds: Dataset, decoder: str, decode: Any) -> Reference:
    count = int(ds.get("NumberOfFrames") or 1)
    coded = generate_frames(ds.PixelData, number_of_frames=count)
    frames = np.stack([decode(data) for data, _ in zip(coded, range(count), strict=False)])
    mask = (1 << ds.BitsStored) - 1
    size = max(1, ds.BitsAllocated // 8)
    return Reference(decoder, frames.astype(np.int64).astype(f"u{size}") & mask, mask)


def _by_dcmtk(path: Path, tool: str) -> Reference | None:
    if not tool or not shutil.which(tool):
        return None
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "native"
        command = [*LIMITS, tool, "+te", str(path), str(target)]
        subprocess.run(command, check=False, capture_output=True, timeout=60)  # noqa: S603
        if not target.is_file():
            return None
        ds = dcmread(target)
    mask = (1 << ds.BitsStored) - 1
    return Reference("DCMTK", _native(ds) & mask, mask)


def _native(ds: Dataset) -> NDArray[Any]:
    """Frames of an Explicit VR Little Endian data set, read without pydicom's decoders."""
    count, samples = int(ds.get("NumberOfFrames") or 1), int(ds.SamplesPerPixel)
    if ds.PhotometricInterpretation == "YBR_FULL_422":
        pairs = np.frombuffer(ds.PixelData, np.uint8)
        pairs = pairs[: count * ds.Rows * ds.Columns * 2].reshape(-1, 4)  # Y1 Y2 CB CR
        flat = pairs[:, [0, 2, 3, 1, 2, 3]].ravel()
    elif ds.BitsAllocated == 1:
        flat = np.unpackbits(np.frombuffer(ds.PixelData, np.uint8), bitorder="little")
    else:
        flat = np.frombuffer(ds.PixelData, f"<u{ds.BitsAllocated // 8}")
    flat = flat[: count * ds.Rows * ds.Columns * samples]
    if samples == 1:
        return flat.reshape(count, ds.Rows, ds.Columns)
    planar = ds.get("PlanarConfiguration") == 1 and ds.PhotometricInterpretation != "YBR_FULL_422"
    if planar:
        frames = flat.reshape(count, samples, ds.Rows, ds.Columns).transpose(0, 2, 3, 1)
    else:
        frames = flat.reshape(count, ds.Rows, ds.Columns, samples)
    if str(ds.PhotometricInterpretation).startswith("YBR_FULL"):
        frames = np.stack([convert_color_space(f, "YBR_FULL", "RGB") for f in frames])
    return frames
