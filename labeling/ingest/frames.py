"""Where the frames of an instance lie: in its file, or in a blob of their own.

Frames that no browser decodes are made native once, when the file arrives, so that serving any
frame is a read of bytes that lie somewhere.
"""

import tempfile
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from pydicom.uid import ExplicitVRLittleEndian

from labeling.core import blobs
from labeling.imaging.pixels import InstanceIndex
from labeling.imaging.problems import DicomProblem
from labeling.imaging.syntaxes import frames_syntax
from labeling.ingest.limits import MAX_NATIVE
from labeling.ingest.sandboxes import borrowed

NATIVE = str(ExplicitVRLittleEndian)


@dataclass(frozen=True)
class StoredFrames:
    """The columns of an instance that tell of its frames; see `ingest.models.Instance`."""

    frames: list[list[int]]
    frames_syntax: str
    frames_blob: str = ""
    frames_problem_code: str = ""
    frames_problem: str = ""


def stored_frames(path: Path, index: InstanceIndex) -> StoredFrames:
    """The frames of a file; those that browsers do not decode are made native and stored.

    When they cannot be made the file is still worth keeping: there are then no frames, and the
    reason is kept.
    """
    if not index.needs_native:
        return StoredFrames(index.frames, frames_syntax(index.transfer_syntax_uid))
    try:
        return _native_frames(path, index)
    except DicomProblem as problem:
        return StoredFrames(
            [],
            frames_syntax(index.transfer_syntax_uid),
            frames_problem_code=problem.code,
            frames_problem=problem.message,
        )


def _native_frames(path: Path, index: InstanceIndex) -> StoredFrames:
    with tempfile.TemporaryFile(dir=blobs.scratch(), prefix="frames-") as spool:
        with borrowed() as sandbox:
            lengths = sandbox.native_frames(path, index.number_of_frames, spool, MAX_NATIVE)
        spool.seek(0)
        blob = blobs.put(spool)
    starts = accumulate(lengths, initial=0)
    places = [[start, length] for start, length in zip(starts, lengths, strict=False)]
    return StoredFrames(places, NATIVE, frames_blob=blob.sha256)
