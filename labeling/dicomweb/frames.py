"""The bytes of frames, read from the stored file or decoded in a child process."""

import os
import re
from pathlib import Path

from labeling.core import blobs
from labeling.dicomweb.errors import BadAccept, BadQueryValue, NoSuchObject
from labeling.imaging.problems import DicomProblem
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


def read_frame(path: Path, place: list[int]) -> bytes:
    """The pieces `[offset, length, ...]` of a frame, joined."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return b"".join(
            os.pread(descriptor, length, offset)
            for offset, length in zip(place[::2], place[1::2], strict=True)
        )
    finally:
        os.close(descriptor)


def decode_frames(instance: Instance, numbers: list[int]) -> list[bytes]:
    """Native frames in Explicit VR Little Endian.

    Raises:
        BadAccept: 406, they cannot be decoded here, with the reason.
    """
    try:
        if instance.frames_problem_code:
            raise DicomProblem(instance.frames_problem_code, instance.frames_problem)
        with borrowed() as sandbox:
            path = blobs.path(instance.blob)
            return [sandbox.decode_frame(path, number) for number in numbers]
    except DicomProblem as problem:
        raise BadAccept(
            f"The frames cannot be decoded here: {problem.message} ({problem.code}). "
            "The instance can be had as stored.",
            got=problem.code,
        ) from problem
