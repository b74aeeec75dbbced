"""The bytes of frames, read from the stored file or decoded in a child process."""

import re
from collections.abc import Sequence
from pathlib import Path

from labeling.core import blobs
from labeling.dicomweb.bodies import Body, Piece, Spool
from labeling.dicomweb.errors import BadAccept, BadQueryValue, NoSuchObject
from labeling.dicomweb.selectors.frames import FramesHeld
from labeling.imaging.problems import DicomProblem
from labeling.ingest.limits import MAX_NATIVE
from labeling.ingest.sandboxes import borrowed_soon

MAX_FRAMES = 1000  # in one request


def parse_frame_list(text: str, number_of_frames: int) -> list[int]:
    """`1,2,3` as numbers from 1.

    Raises:
        BadQueryValue: 400, no list of whole numbers, or too long. NoSuchObject: 404, 0 or n+1.
    """
    numbers = frame_numbers(text)
    check_frame_numbers(numbers, number_of_frames)
    return numbers


def frame_numbers(text: str) -> list[int]:
    """`1,2,3` as numbers.

    Raises:
        BadQueryValue: 400, no list of whole numbers, or too long.
    """
    if not re.fullmatch(r"[0-9]{1,9}(,[0-9]{1,9})*", text):
        raise BadQueryValue("Expected frame numbers like 1,2,3.", expected="1,2,3", got=text[:80])
    numbers = [int(piece) for piece in text.split(",")]
    if len(numbers) > MAX_FRAMES:
        raise BadQueryValue(f"Expected at most {MAX_FRAMES} frames in one request.")
    return numbers


def check_frame_numbers(numbers: Sequence[int], count: int) -> None:
    """Raises: NoSuchObject, 404, for 0 or n+1."""
    if not all(1 <= number <= count for number in numbers):
        raise NoSuchObject(f"Frames are numbered from 1 to {count} here.")


def stored_frames(held: FramesHeld) -> list[Body]:
    """Where the frames' own bytes lie."""
    path = blobs.path(held.source)
    return [Body.of_places(path, place) for place in held.places]


def decoded_frames(held: FramesHeld, numbers: list[int]) -> list[Body]:
    """Native frames in Explicit VR Little Endian, decoded one by one onto disk, each once.

    Raises:
        BadAccept: 406, they cannot be decoded here, with the reason.
    """
    spool = Spool()
    try:
        if held.problem_code:
            raise DicomProblem(held.problem_code, held.problem)
        path = blobs.path(held.blob)
        made = {number: Body((_decoded(path, number, spool),)) for number in dict.fromkeys(numbers)}
        return [made[number] for number in numbers]
    except DicomProblem as problem:
        raise BadAccept(
            f"The frames cannot be decoded here: {problem.message} ({problem.code}). "
            "The instance can be had as stored.",
            got=problem.code,
        ) from problem


def _decoded(path: Path, number: int, spool: Spool) -> Piece:
    with borrowed_soon() as sandbox:
        return spool.grown(sandbox.native_frame(path, number, spool, MAX_NATIVE))
