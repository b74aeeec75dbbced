"""A file on its way in: as it came, or de-identified before anything of it is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from labeling.imaging.deid.profile import Profile
from labeling.imaging.deid.rewriting import Rewritten
from labeling.imaging.problems import DicomProblem
from labeling.ingest.errors import FileRefused
from labeling.ingest.files import staged
from labeling.ingest.models import Upload
from labeling.ingest.sandboxes import borrowed

_PIECE = 1 << 20


@dataclass(frozen=True)
class Arrival:
    """What will be kept.

    Attributes:
        path: the file.
        suspicions: why a person should look at its pixels first.
        counts: what was done to its header, by action and keyword.
    """

    path: Path
    suspicions: list[str] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


@contextmanager
def arriving(path: Path, profile: Profile | None) -> Iterator[Arrival]:
    """The file itself without a profile; else its de-identified copy, gone afterwards.

    Raises:
        FileRefused: it cannot be parsed, or an identifier stands in its pixel bytes.
    """
    if profile is None:
        yield Arrival(path)
        return
    try:
        with borrowed() as sandbox:
            rewritten, payload = sandbox.deidentify(path, profile)
    except DicomProblem as problem:
        raise FileRefused(problem.code, problem.message) from problem
    with staged(spliced(path, rewritten, payload)) as copy:
        yield Arrival(copy, rewritten.suspicions, rewritten.counts)


def spliced(path: Path, rewritten: Rewritten, payload: bytes) -> Iterator[bytes]:
    """The new header, the source's pixel bytes, and what stands behind them. Parses nothing."""
    yield payload[: rewritten.head]
    if rewritten.pixels:
        offset, left = rewritten.pixels
        with path.open("rb") as source:
            source.seek(offset)
            while left and (piece := source.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece
    yield payload[rewritten.head :]


@transaction.atomic
def note_deidentified(*, upload: Upload, counts: dict[str, dict[str, int]]) -> None:
    """Add to what the upload's report tells."""
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    known = row.deidentification or {"files": 0, "counts": {}}
    known["files"] += 1
    for action, keywords in counts.items():
        total = known["counts"].setdefault(action, {})
        for keyword, count in keywords.items():
            total[keyword] = total.get(keyword, 0) + count
    row.deidentification = known
    row.save(update_fields=["deidentification"])
