"""One frame as a picture for people: PNG, JPEG or GIF (PS3.18 8.3.5.1, 8.7.4).

Call through `labeling.imaging.sandbox`: the file may be hostile.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageDraw
from pydicom.dataset import Dataset

from labeling.imaging.decoding import read_frame
from labeling.imaging.frames import pixel_format
from labeling.imaging.part10 import read_part10, value_of
from labeling.imaging.pixels import lenient
from labeling.imaging.problems import DicomProblem
from labeling.imaging.slices import SliceHeader
from labeling.imaging.windowing import Function, Window, shown

MAX_SHOWN = 64 << 20  # pixels of one picture
MAX_SOURCE = 128 << 20  # pixels that are windowed at once, in the memory of a child
QUALITY = 90
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}
TECHNIQUE = (
    ("Modality", ""),
    ("KVP", "kV"),
    ("XRayTubeCurrent", "mA"),
    ("Exposure", "mAs"),
    ("RepetitionTime", "ms TR"),
    ("EchoTime", "ms TE"),
    ("SliceThickness", "mm"),
)


@dataclass(frozen=True)
class Viewport:
    """Fit a region of the image into `width` x `height` pixels.

    `x`, `y` and the region's `columns`, `rows` are pixels of the image; None means to its end. A
    negative `columns` or `rows` flips the picture.
    """

    width: int
    height: int
    x: float = 0.0
    y: float = 0.0
    columns: float | None = None
    rows: float | None = None


@dataclass(frozen=True)
class Rendering:
    """How to render. `profile`: no, yes (that of the image) or srgb."""

    media_type: str = "image/png"
    window: Window | None = None
    viewport: Viewport | None = None
    quality: int = QUALITY
    technique: bool = False
    profile: str = "no"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Rendering":
        window, viewport = value["window"], value["viewport"]
        made: dict[str, Any] = {
            **value,
            "window": window
            and Window(window["centre"], window["width"], Function(window["function"])),
            "viewport": viewport and Viewport(**viewport),
        }
        return cls(**made)


def render(path: Path, number: int | None, rendering: Rendering) -> bytes:
    """A picture of one frame, numbered from 1; None for the one that stands for the image.

    That is the Representative Frame Number, else the middle one.

    Raises:
        DicomProblem: `bad_viewport`, `too_large`, and as `decoding.read_frame`.
    """
    number = number or representative(path)
    frame = read_frame(path, number)
    if frame.pixels.shape[0] * frame.pixels.shape[1] > MAX_SOURCE:
        raise DicomProblem("too_large", f"expected at most {MAX_SOURCE} pixels to render, got more")
    image = Image.fromarray(shown(frame, rendering.window))
    image = _with_profile(image, frame.ds, rendering.profile)
    profile = image.info.get("icc_profile")
    if rendering.viewport is not None:
        image = _fitted(image, frame.ds, rendering.viewport)
    if image.width * image.height > MAX_SHOWN:
        raise DicomProblem(
            "too_large", f"expected at most {MAX_SHOWN} pixels without a viewport, got more"
        )
    if rendering.technique:
        image = _annotated(image, frame.ds)
    return _encoded(image, rendering, profile)


def representative(path: Path) -> int:
    """The number of the frame that stands for the image."""
    with path.open("rb") as stream, lenient():
        file = read_part10(stream)
        if file.pixels is None:
            raise DicomProblem("no_pixels", "expected an image, got an object without pixels")
        count = pixel_format(file.ds, file.pixels.keyword).frames
        named = value_of(file.ds, "RepresentativeFrameNumber")
    return named if isinstance(named, int) and 1 <= named <= count else (count + 2) // 2


def proportions(ds: Dataset, columns: float, rows: float) -> tuple[float, float]:
    """Width and height of a region whose pixels may not be square."""
    row_spacing, column_spacing = SliceHeader.from_dataset(ds).pixel_spacing or (1.0, 1.0)
    return columns * column_spacing / row_spacing, rows


def _fitted(image: Image.Image, ds: Dataset, viewport: Viewport) -> Image.Image:
    """The region as large as fits the viewport, its proportions kept."""
    left, top = abs(viewport.x), abs(viewport.y)
    columns = image.width - left if viewport.columns is None else viewport.columns
    rows = image.height - top if viewport.rows is None else viewport.rows
    right, bottom = left + abs(columns), top + abs(rows)
    if not (left < right <= image.width and top < bottom <= image.height):
        raise DicomProblem(
            "bad_viewport", f"expected a region within {image.width} x {image.height} pixels"
        )
    width, height = proportions(ds, abs(columns), abs(rows))
    scale = min(viewport.width / width, viewport.height / height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    fitted = image.resize(size, Image.Resampling.BILINEAR, box=(left, top, right, bottom))
    if columns < 0:
        fitted = fitted.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return fitted.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if rows < 0 else fitted


def _annotated(image: Image.Image, ds: Dataset) -> Image.Image:
    """The technique, white on a black strip: no word about the person."""
    values = [(value_of(ds, keyword), unit) for keyword, unit in TECHNIQUE]
    lines = [f"{value} {unit}".strip() for value, unit in values if value is not None]
    lines = [line.encode("ascii", "replace").decode()[:40] for line in lines]
    draw = ImageDraw.Draw(image)
    for n, line in enumerate(lines):
        place = (2, 2 + 12 * n)
        draw.rectangle(draw.textbbox(place, line), fill=_level(image, 0))
        draw.text(place, line, fill=_level(image, 255))
    return image


def _level(image: Image.Image, level: int) -> int | tuple[int, ...]:
    return level if image.mode == "L" else (level,) * 3


def _with_profile(image: Image.Image, ds: Dataset, wanted: str) -> Image.Image:
    """The picture in the colour space that was asked for, its ICC profile in `info`."""
    source = _source_profile(ds)
    if wanted == "no" or image.mode != "RGB":
        return image
    if wanted == "yes":
        if source:
            image.info["icc_profile"] = source
        return image
    srgb = ImageCms.createProfile("sRGB")
    try:
        if source:
            given = ImageCms.ImageCmsProfile(BytesIO(source))
            image = ImageCms.profileToProfile(image, given, srgb) or image
    except ImageCms.PyCMSError as error:
        raise DicomProblem("bad_profile", "the ICC profile of the image cannot be used") from error
    image.info["icc_profile"] = ImageCms.ImageCmsProfile(srgb).tobytes()
    return image


def _source_profile(ds: Dataset) -> bytes:
    value = value_of(ds, "ICCProfile")
    if not value:
        paths = value_of(ds, "OpticalPathSequence")
        value = value_of(paths[0], "ICCProfile") if paths else None
    return value if isinstance(value, bytes) else b""


def _encoded(image: Image.Image, rendering: Rendering, profile: bytes | None) -> bytes:
    out = BytesIO()
    options: dict[str, Any] = {"icc_profile": profile} if profile else {}
    if rendering.media_type == "image/jpeg":
        options |= {"quality": rendering.quality, "subsampling": 0}
    image.info = {}
    image.save(out, FORMATS[rendering.media_type], **options)
    return out.getvalue()


def picture(pixels: NDArray[np.uint8], ds: Dataset, side: int) -> bytes:
    """PNG of at most `side` pixels high and wide, in true proportions."""
    image = Image.fromarray(pixels)
    image.thumbnail((side * 4, side * 4))
    width, height = proportions(ds, *image.size)
    scale = side / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    out = BytesIO()
    image.resize(size, Image.Resampling.BOX).save(out, "PNG", optimize=True)
    return out.getvalue()
