"""What the editor asks: a region, its labels as they are, and what a person said of some voxels.

On the wire, as with slices: gzip of a little-endian uint32, that many bytes of JSON, then the labels as
raw uint8 (z, y, x):

    {"box": [[0, 10, 10], [20, 138, 138]], "label": 2, "positive": true, "scribble": [[81, 3], [97, 2]],
     "said": [[40, 1]], "locked": [1]}

Runs are [first voxel, how many] in the flat region. `said` are voxels that were scribbled before and keep
their label. Without a scribble nothing is corrected: the helper makes itself ready for the region.
"""

import json
import struct
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.assist.errors import QuestionRefused
from labeling.imaging.inflate import gunzip
from labeling.imaging.problems import InflateProblem

LONGEST_SIDE = 160
MAX_HEADER = 1 << 20
MAX_BODY = 8 << 20
"""Of the gzip; noise of the greatest region packs to less."""

Labels = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Triple = tuple[int, int, int]


@dataclass(frozen=True)
class Box:
    """Voxels `low` to `high` (not included), each (z, y, x), of a volume."""

    low: Triple
    high: Triple

    @property
    def shape(self) -> Triple:
        z, y, x = (high - low for low, high in zip(self.low, self.high, strict=True))
        return (z, y, x)

    @property
    def slices(self) -> tuple[slice, slice, slice]:
        z, y, x = (slice(low, high) for low, high in zip(self.low, self.high, strict=True))
        return (z, y, x)


@dataclass(frozen=True)
class Question:
    """Arrays are of the box's shape.

    Attributes:
        labels: uint8, as the window has them.
        label: the value that the scribble speaks of.
        positive: whether the scribbled voxels are that label.
        scribble, said: bool.
        locked: values whose voxels do not change.
    """

    box: Box
    labels: Labels
    label: int
    positive: bool
    scribble: Flags
    said: Flags
    locked: tuple[int, ...]

    @classmethod
    def read(cls, body: bytes) -> "Question":
        """Verify at the door.

        Raises:
            QuestionRefused: 422, says what was expected.
        """
        try:
            raw = gunzip(body, LONGEST_SIDE**3 + MAX_HEADER + 4)
        except InflateProblem as problem:
            raise QuestionRefused(f"The question: {problem.message}.") from problem
        header, rest = _header(raw)
        try:
            return cls._of(header, rest)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise QuestionRefused(
                'Expected a header {"box", "label", "positive", "scribble", "said", "locked"}.'
            ) from error

    @classmethod
    def _of(cls, header: dict[str, Any], rest: bytes) -> "Question":
        box = _box(header["box"])
        if len(rest) != prod(box.shape):
            raise QuestionRefused(
                "The labels are not of the box's size.", expected=prod(box.shape), got=len(rest)
            )
        locked = tuple(_value(value) for value in header.get("locked", []))
        return cls(
            box=box,
            labels=np.frombuffer(rest, np.uint8).reshape(box.shape),
            label=_value(header["label"]),
            positive=bool(header["positive"]),
            scribble=_drawn(header["scribble"], box.shape),
            said=_drawn(header.get("said", []), box.shape),
            locked=locked,
        )


def encode_labels(header: dict[str, Any], labels: Labels) -> bytes:
    """The raw bytes of a question, before gzip."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text + labels.tobytes()


def _header(raw: bytes) -> tuple[dict[str, Any], bytes]:
    length = struct.unpack_from("<I", raw)[0] if len(raw) >= 4 else 0
    if not 2 <= length <= min(MAX_HEADER, len(raw) - 4):
        raise QuestionRefused(f"Expected a header of up to {MAX_HEADER} bytes, got {length}.")
    try:
        header = json.loads(raw[4 : 4 + length])
    except (ValueError, RecursionError) as error:
        raise QuestionRefused("The header is no JSON.") from error
    if not isinstance(header, dict):
        raise QuestionRefused("The header is no JSON object.")
    return header, raw[4 + length :]


def _box(value: Any) -> Box:
    (low, high) = ([_count(number) for number in corner] for corner in value)
    z, y, x = low
    end_z, end_y, end_x = high
    box = Box((z, y, x), (end_z, end_y, end_x))
    if not all(0 < side <= LONGEST_SIDE for side in box.shape):
        raise QuestionRefused(
            f"Expected a box of 1 to {LONGEST_SIDE} voxels on each side, got {box.shape}.",
            expected=LONGEST_SIDE,
            got=list(box.shape),
        )
    return box


def _drawn(runs: Any, shape: Triple) -> Flags:
    """Runs to flags."""
    size = prod(shape)
    edges = np.zeros(size + 1, np.int32)
    for first, count in runs:
        if _count(first) + _count(count) > size or count < 1:
            raise QuestionRefused("A run of the scribble leaves the box.", expected=size)
        edges[first] += 1
        edges[first + count] -= 1
    drawn: Flags = (np.cumsum(edges)[:size] > 0).reshape(shape)
    return drawn


def _value(value: Any) -> int:
    number = _count(value)
    if number > 255:
        raise ValueError(value)
    return number


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value
