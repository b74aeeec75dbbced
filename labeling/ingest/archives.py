"""Zip archives, read member by member. Names inside are labels for people, never paths."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from labeling.ingest.errors import ArchiveRefused
from labeling.ingest.limits import MAX_ARCHIVE_MEMBERS, MAX_RATIO, MAX_UNPACKED, UNPACKED_FLOOR

_CHUNK = 1 << 20
_ENCRYPTED = 1
_NOISE = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True)
class Member:
    name: str
    info: zipfile.ZipInfo
    archive: zipfile.ZipFile

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes.

        Raises:
            ArchiveRefused: `encrypted`, `damaged_archive`.
        """
        if self.info.flag_bits & _ENCRYPTED:
            raise ArchiveRefused("encrypted", "expected a member without a password, got one")
        try:
            with self.archive.open(self.info) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise ArchiveRefused(
                "damaged_archive", f"this member cannot be unpacked ({type(error).__name__})"
            ) from error


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """An archive that is within the limits.

    zipfile gives at most the declared size of a member, so the declared sizes are what counts.

    Raises:
        ArchiveRefused: `damaged_archive`, `too_many_members`, `zip_bomb`.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ArchiveRefused(
            "damaged_archive", "expected a zip archive, its directory cannot be read"
        ) from error
    _check_size(archive, file.seek(0, 2))
    return archive


def _check_size(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    if len(members) > MAX_ARCHIVE_MEMBERS:
        raise ArchiveRefused(
            "too_many_members",
            f"expected at most {MAX_ARCHIVE_MEMBERS} members, got {len(members)}",
        )
    unpacked = sum(info.file_size for info in members)
    allowed = min(MAX_UNPACKED, max(UNPACKED_FLOOR, MAX_RATIO * size))
    if unpacked > allowed:
        raise ArchiveRefused(
            "zip_bomb",
            f"expected an archive of {size} bytes to unpack to at most {allowed} bytes, "
            f"got {unpacked}",
        )


def members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """The files in the archive, without folders and what desktops leave behind."""
    for info in archive.infolist():
        noise = info.filename.startswith(_NOISE[0]) or info.filename.endswith(_NOISE[1:])
        if not info.is_dir() and not noise:
            yield Member(base_name(info.filename), info, archive)


def base_name(declared: str) -> str:
    """The last piece of a declared path, short and printable, to show to the sender."""
    name = Path(declared.replace("\\", "/")).name
    return "".join(c if c.isprintable() else "?" for c in name)[:120] or "?"
