"""What becomes of a file, tried out: stored like any other, looked at, and undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from labeling.core import blobs
from labeling.imaging.problems import DicomProblem
from labeling.imaging.reference import Reference, reference_of
from labeling.ingest.errors import Refusal
from labeling.ingest.files import PREAMBLE
from labeling.ingest.models import Instance
from labeling.ingest.sandboxes import borrowed
from labeling.ingest.services.storing import store_instance
from labeling.projects.models import Project

COMPARED = 40  # frames of one file that are decoded; of longer ones so many, evenly spread


@dataclass(frozen=True)
class Trial:
    """What became of one file. Nothing here names a patient.

    Attributes:
        message: why it was refused, or why it has no frames to serve.
        refused: code of the reason, "" when it was stored.
        identical: whether it reads back as it came, but for its preamble.
        served: how a client that takes any transfer syntax gets its frames: `as stored`, `native`
            (made at ingest), `none`, `video`, or the code of the reason why not.
        decoded: how many frames decoding gave, or the code of the reason why not.
        reference: the decoder that this was held against, "" when there is none.
        difference: the largest of any sample to that decoder's.
    """

    refused: str = ""
    message: str = ""
    transfer_syntax: str = ""
    frames: int = 0
    identical: bool = False
    served: str = ""
    decoded: str = ""
    reference: str = ""
    difference: int | None = None


def try_file(*, path: Path, reference: bool = True) -> Trial:
    """Store a file in a project that is undone with it.

    Its bytes stay in the store, unreferenced: use a data folder that can go.

    Args:
        path: the file.
        reference: whether its frames are held against another decoder's.
    """
    with transaction.atomic():
        try:
            return _tried(path, reference)
        except Refusal as refusal:
            return Trial(refused=refusal.code, message=refusal.message)
        finally:
            transaction.set_rollback(True)


def _tried(path: Path, reference: bool) -> Trial:
    project = Project.objects.create(slug="trial", name="Trial")
    stored = store_instance(project=project, user=None, path=path).instance
    instance = Instance.objects.get(pk=stored.pk)
    decoded, difference, decoder = "", None, None
    if instance.number_of_frames and instance.frames:
        decoder = reference_of(path) if reference else None
        decoded, difference = _decoded(path, instance, decoder)
    return Trial(
        message=instance.frames_problem,
        transfer_syntax=instance.transfer_syntax_uid,
        frames=instance.number_of_frames,
        identical=_as_it_came(path) == blobs.read(instance.blob),
        served=_served(instance),
        decoded=decoded,
        reference=decoder.decoder if decoder else "",
        difference=difference,
    )


def _as_it_came(path: Path) -> bytes:
    content = path.read_bytes()
    return bytes(PREAMBLE) + content[PREAMBLE:]


def _served(instance: Instance) -> str:
    if not instance.number_of_frames:
        return "none"
    if instance.frames_problem_code:
        return instance.frames_problem_code
    if instance.frames_blob:
        return "native"
    return "as stored" if instance.frames else "video"


def _decoded(path: Path, instance: Instance, reference: Reference | None) -> tuple[str, int | None]:
    """How many frames came out, or the code of the fault; the largest difference."""
    differences = []
    count = 0
    try:
        for number, native in _some_frames(path, instance.number_of_frames):
            count += 1
            if reference is not None:
                differences.append(reference.difference(number, native))
    except DicomProblem as problem:
        return problem.code, None
    return str(count), max(differences, default=None)


def _some_frames(path: Path, frames: int) -> Iterator[tuple[int, bytes]]:
    step = max(1, frames // COMPARED)
    for number in range(1, frames + 1, step):
        with borrowed() as sandbox:
            native = sandbox.decode_frame(path, number)
        yield number, native
