"""Whole instances in Explicit VR Little Endian, made of what lies there and what must be made.

All of it lies somewhere before the first byte is sent: an instance that cannot be rewritten is
refused, never broken off.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from labeling.core import blobs
from labeling.dicomweb.bodies import Body, Piece, Spool
from labeling.dicomweb.errors import BadAccept
from labeling.dicomweb.negotiation import DICOM, EXPLICIT
from labeling.dicomweb.selectors.files import StoredFile
from labeling.imaging.problems import DicomProblem
from labeling.imaging.sandbox import Sandbox
from labeling.ingest.sandboxes import borrowed_soon

MAX_MADE = 16 << 30  # bytes made for one answer


def instance_parts(files: Iterable[StoredFile], *, as_stored: bool) -> list[tuple[Body, str]]:
    """Each instance with its content type.

    Raises:
        BadAccept: 406, one of them cannot be rewritten, with the reason.
    """
    if as_stored:
        return [
            (Body.of_file(blobs.path(file.blob), file.size), _type(file.transfer_syntax))
            for file in files
        ]
    maker = ExplicitMaker()
    return [(maker.body(file), _type(EXPLICIT)) for file in files]


def _type(transfer_syntax: str) -> str:
    return f"{DICOM}; transfer-syntax={transfer_syntax}"


@dataclass
class ExplicitMaker:
    """Makes the bodies of one answer, in one spool."""

    spool: Spool = field(default_factory=Spool)

    def body(self, file: StoredFile) -> Body:
        """The file itself where it is Explicit VR Little Endian already.

        Raises:
            BadAccept: 406, it cannot be rewritten, with the reason.
        """
        path = blobs.path(file.blob)
        if file.transfer_syntax == EXPLICIT:
            return Body.of_file(path, file.size)
        try:
            if file.problem_code:
                raise DicomProblem(file.problem_code, file.problem)
            with borrowed_soon() as sandbox:
                return self._made(file, path, sandbox)
        except DicomProblem as problem:
            raise BadAccept(
                f"Instance {file.sop_instance_uid} cannot be had in Explicit VR Little Endian: "
                f"{problem.message} ({problem.code}). Ask for it with transfer-syntax=*.",
                got=problem.code,
            ) from problem

    def _made(self, file: StoredFile, path: Path, sandbox: Sandbox) -> Body:
        spool = self.spool
        before, after, between = sandbox.explicit_ends(path, spool, MAX_MADE - spool.size)
        head, tail = spool.grown(before), spool.grown(after)
        length, offset = between["length"], between["offset"]
        if not length:
            pixels = Piece(b"", 0, 0)
        elif offset is not None:
            pixels = Piece(path, offset, length)
        elif between["packed"]:
            pixels = spool.grown(sandbox.packed_frames(path, spool, MAX_MADE - spool.size))
        elif file.frames_blob:
            pixels = Piece(blobs.path(file.frames_blob), 0, length)
        else:
            lengths = sandbox.native_frames(
                path, file.number_of_frames, spool, MAX_MADE - spool.size
            )
            pixels = spool.grown(sum(lengths))
        if pixels.length != length or not _is_there(pixels):
            raise DicomProblem("wrong_size", f"expected {length} bytes of native pixels")
        return Body((head, pixels, tail))


def _is_there(piece: Piece) -> bool:
    source = piece.source
    return not isinstance(source, Path) or source.stat().st_size >= piece.offset + piece.length
