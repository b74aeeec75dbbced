"""WADO-RS, streamed to files: memory does not depend on what comes."""

from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import requests

from labeling.core.errors import BadInput, TooLarge
from labeling.dicomweb.multipart_reader import BLOCK, Limits, MultipartReader
from labeling.ingest.limits import MAX_ARCHIVE_MEMBERS, MAX_FILE, MAX_UNPACKED
from labeling.pacs.errors import UpstreamBroken, UpstreamLies, UpstreamTooMuch
from labeling.pacs.upstream.session import UpstreamSession

_ACCEPT = 'multipart/related; type="application/dicom"; transfer-syntax=*'
_LIMITS = Limits(part_bytes=MAX_FILE, body_bytes=MAX_UNPACKED, parts=MAX_ARCHIVE_MEMBERS)


def retrieve_series(
    session: UpstreamSession, study: str, series: str, folder: Path
) -> Iterator[Path]:
    """The Part 10 files of a series as the PACS stores them, one after the other.

    Each file is gone once the next is asked for.

    Raises:
        NotThere: 502, the PACS has no such series. Upstream: 502 or 504.
    """
    return _retrieve(session, f"studies/{study}/series/{series}", folder)


def retrieve_instance(
    session: UpstreamSession, study: str, series: str, instance: str, folder: Path
) -> Iterator[Path]:
    """The same for one instance; a well-behaved PACS sends one file."""
    return _retrieve(session, f"studies/{study}/series/{series}/instances/{instance}", folder)


def _retrieve(session: UpstreamSession, path: str, folder: Path) -> Iterator[Path]:
    response = session.get(f"{session.root}/{path}", headers={"Accept": _ACCEPT}, stream=True)
    with response:
        for file in _files(session, response, folder):
            try:
                yield file
            finally:
                file.unlink(missing_ok=True)


def _files(session: UpstreamSession, response: requests.Response, folder: Path) -> Iterator[Path]:
    said = Message()
    said["Content-Type"] = response.headers.get("Content-Type", "")
    if said.get_content_type() == "application/dicom":
        yield _single(session, response, folder)
        return
    boundary = said.get_param("boundary")
    if said.get_content_type() != "multipart/related" or not isinstance(boundary, str):
        raise UpstreamLies(
            "The PACS answered a retrieval with something that is not DICOM.",
            expected="multipart/related",
            got=said.get_content_type()[:60],
        )
    reader = MultipartReader(lambda count: session.read(response, count), boundary, folder, _LIMITS)
    try:
        for part in reader.parts():
            yield part.path
    except BadInput as error:
        raise UpstreamBroken(f"The answer of the PACS was cut off or damaged: {error}") from error
    except TooLarge as error:
        raise UpstreamTooMuch(f"The PACS sent too much: {error}") from error


def _single(session: UpstreamSession, response: requests.Response, folder: Path) -> Path:
    """`application/dicom` without multipart, as some PACS answer for one instance."""
    path = folder / "single.part"
    size = 0
    with path.open("wb") as file:
        while block := session.read(response, BLOCK):
            size += len(block)
            if size > MAX_FILE:
                raise UpstreamTooMuch(expected=f"at most {MAX_FILE} bytes")
            file.write(block)
    return path
