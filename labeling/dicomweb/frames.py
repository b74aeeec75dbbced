"""The bytes of frames, read from the stored file or decoded in a child process."""

import re
from pathlib import Path

from labeling.core import blobs
from labeling.dicomweb.bodies import Body, Piece, Spool
from labeling.dicomweb.errors import BadAccept, BadQueryValue, NoSuchObject
from labeling.imaging.problems import DicomProblem
from labeling.ingest.limits import MAX_NATIVE
from labeling.ingest.models import Instance
from labeling.ingest.sandboxes import borrowed

MAX_FRAMES = 1000  # in one request


def parse_frame_list(text: str, number_of_frames: int) -> list[int]:
    """`1,2,3` as numbers from 1.

    Raises:
        BadQueryValue: 400, no list of whole numbers, or too long. NoSuchObject: 404, 0 or n+1.
    """
    if not re.fullmatch(r"[0-9]{1,9}(,[0-9]{1,9})*", text):
        raise BadQueryValue("Expected frame numbers like 1,2,3.", expected="1,2,3", got=text[:80])
    numbers = [int(piece) for piece in text.split(",")]
    if len(numbers) > MAX_FRAMES:
        raise BadQueryValue(f"Expected at most {MAX_FRAMES} frames in one request.")
    if not all(1 <= number <= number_of_frames for number in numbers):
        raise NoSuchObject(f"Frames are numbered from 1 to {number_of_frames} here.")
    return numbers


def stored_frames(instance: Instance, numbers: list[int]) -> list[Body]:
    """Where the frames' own bytes lie."""
    path = blobs.path(instance.frames_source)
    return [Body.of_places(path, instance.frames[number - 1]) for number in numbers]


def decoded_frames(instance: Instance, numbers: list[int]) -> list[Body]:
    """Native frames in Explicit VR Little Endian, decoded one by one onto disk.

    Raises:
        BadAccept: 406, they cannot be decoded here, with the reason.
    """
    spool = Spool()
    try:
        if instance.frames_problem_code:
            raise DicomProblem(instance.frames_problem_code, instance.frames_problem)
        path = blobs.path(instance.blob)
        return [Body((_decoded(path, number, spool),)) for number in numbers]
    except DicomProblem as problem:
        raise BadAccept(
            f"The frames cannot be decoded here: {problem.message} ({problem.code}). "
            "The instance can be had as stored.",
            got=problem.code,
        ) from problem


def _decoded(path: Path, number: int, spool: Spool) -> Piece:
    with borrowed() as sandbox:
        return spool.grown(sandbox.native_frame(path, number, spool, MAX_NATIVE))
