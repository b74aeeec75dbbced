"""Pictures, films and documents of stored instances, made or found without reading them here."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image
from pydicom.uid import EncapsulatedPDFStorage

from labeling.core import blobs
from labeling.dicomweb.bodies import Body, Piece, Spool
from labeling.dicomweb.bulk import bulk_body
from labeling.dicomweb.errors import BadAccept, BadQueryValue, NoSuchObject, TooManyPictures
from labeling.dicomweb.selectors.pictures import element_of
from labeling.imaging.problems import DicomProblem
from labeling.imaging.rendering import Rendering
from labeling.imaging.syntaxes import VIDEO
from labeling.ingest.models import Instance
from labeling.ingest.sandboxes import borrowed_soon

PICTURES = ("image/jpeg", "image/png", "image/gif")
PDF = "application/pdf"
MAX_PICTURES = 100  # in one answer
_DOCUMENT, _DOCUMENT_TYPE, _DOCUMENT_LENGTH = "00420011", "00420012", "00420015"
_FILMS = (  # how a stream begins, where, and what it is; a browser plays the first
    (b"ftyp", 4, "video/mp4"),
    (b"\x00\x00\x01\xba", 0, "video/mpeg"),
    (b"\x00\x00\x01\xb3", 0, "video/mpeg"),
    (b"\x47", 0, "video/mp2t"),
)


@dataclass(frozen=True)
class Picture:
    """One picture to make: a frame of an instance, None for the frame that stands for it."""

    instance: Instance
    number: int | None = None


def kind_of(instance: Instance) -> str:
    """`image`, `video`, `document`, or "" for what has no rendering here."""
    if instance.transfer_syntax_uid in VIDEO:
        return "video"
    if instance.sop_class_uid == EncapsulatedPDFStorage:
        return "document"
    return "image" if instance.number_of_frames and instance.rows else ""


def one_of(instances: Sequence[Instance]) -> Instance:
    """What stands for all of them: the middle one of the images, else the first that can be shown.

    Raises:
        NoSuchObject: 404, there is nothing. BadAccept: 406, nothing of it can be shown.
    """
    if not instances:
        raise NoSuchObject
    images = [instance for instance in instances if kind_of(instance) == "image"]
    if images:
        return images[len(images) // 2]
    found = next((instance for instance in instances if kind_of(instance)), None)
    if found is None:
        raise BadAccept("This is no image, film or PDF document: there is no rendering of it.")
    return found


def all_of(instances: Sequence[Instance]) -> list[Picture]:
    """Every frame of every image.

    Raises:
        BadAccept: 406, there are no images. TooManyPictures: 400.
    """
    images = [instance for instance in instances if kind_of(instance) == "image"]
    count = sum(instance.number_of_frames for instance in images)
    if count > MAX_PICTURES:
        raise TooManyPictures(expected=MAX_PICTURES, got=count)
    if not images:
        raise BadAccept("There are no images here to be rendered as several pictures.")
    return [Picture(i, number) for i in images for number in range(1, i.number_of_frames + 1)]


def made(pictures: Sequence[Picture], rendering: Rendering) -> list[Body]:
    """Each picture, made once in a child process, on disk.

    Raises:
        BadQueryValue: 400, the viewport is outside of the image. BadAccept: 406, it cannot be
            decoded.
    """
    spool = Spool()
    found = {one: Body((_made(one, rendering, spool),)) for one in dict.fromkeys(pictures)}
    return [found[picture] for picture in pictures]


def _made(picture: Picture, rendering: Rendering, spool: Spool) -> Piece:
    try:
        with borrowed_soon() as sandbox:
            path = blobs.path(picture.instance.blob)
            return spool.grown(sandbox.render_to(path, picture.number, rendering, spool))
    except DicomProblem as problem:
        if problem.code == "bad_viewport":
            raise BadQueryValue(f"viewport: {problem.message}.") from problem
        raise BadAccept(
            f"This cannot be rendered: {problem.message} ({problem.code}).", got=problem.code
        ) from problem


def etag_of(pictures: Sequence[Picture], rendering: Rendering, form: str) -> str:
    """Of these very bytes: what they are made of, and how."""
    sources = [(picture.instance.blob, picture.number) for picture in pictures]
    text = json.dumps([sources, rendering.to_json(), form])
    return f"r-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def as_jpeg(png: bytes) -> bytes:
    """Of a picture that we made ourselves."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def document_of(instance: Instance) -> Body:
    """The PDF inside an Encapsulated PDF object.

    Raises:
        BadAccept: 406, it says to hold something else. NoSuchObject: 404, it holds nothing.
    """
    kind = element_of(instance, _DOCUMENT_TYPE).get("Value", [PDF])
    if kind != [PDF]:
        raise BadAccept("Expected an encapsulated PDF, got another kind of document.")
    body = bulk_body(instance, _DOCUMENT)
    said = element_of(instance, _DOCUMENT_LENGTH).get("Value")
    length = said[0] if isinstance(said, list) and said else None
    if isinstance(length, int) and body.size - 1 <= length <= body.size:
        return body.part(0, length)  # without the byte that makes it even
    return body


def film_of(instance: Instance) -> tuple[Body, str]:
    """The stream of a video object as stored, and the media type that its first bytes show.

    Raises:
        BadAccept: 406, it is no stream that is known.
    """
    path = blobs.path(instance.blob)
    try:
        with borrowed_soon() as sandbox:
            body = Body.of_places(path, sandbox.fragments(path))
    except DicomProblem as problem:
        raise BadAccept(f"This film cannot be read: {problem.message}.") from problem
    start = b"".join(body.part(0, 16).blocks())
    for mark, at, kind in _FILMS:
        if start[at : at + len(mark)] == mark:
            return body, kind
    raise BadAccept("The stream of this object is none of MP4, MPEG-2 or a transport stream.")
