"""Blobs as files. A blob is complete and on disk before its name exists."""

import filecmp
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property

from labeling.core.blobs.errors import BlobMissing
from labeling.core.blobs.folders import private_folder, stripe, sync_folder
from labeling.core.blobs.names import Blob, Entry, is_hash, name_of


class FolderStorage(FileSystemStorage):
    """settings.STORAGES["blobs"] for a folder."""

    @cached_property
    def kind(self) -> "Files":
        return Files(Path(self.location))


class Files:
    """A folder of blobs, shared by every process of this machine (or of an NFS)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._durable: set[Path] = set()  # folders that a power cut no longer takes away

    def file_away(self, incoming: Path, blob: Blob) -> None:
        """As `Kind`. A stored copy with other bytes under this name, a damaged one, is replaced."""
        target = self.root / name_of(blob.sha256)
        private_folder(target.parent)
        with stripe(self.root / "locks", blob.sha256, alone=False):
            if target.is_file() and filecmp.cmp(incoming, target, shallow=False):
                os.utime(target)
                return
            incoming.chmod(0o600)
            os.utime(incoming)
            incoming.replace(target)
        sync_folder(target.parent)
        for folder in (target.parent, target.parent.parent):
            self._make_durable(folder)

    def _make_durable(self, folder: Path) -> None:
        """A folder is made once and never removed, so its entry is synced once by each process."""
        if folder not in self._durable:
            sync_folder(folder.parent)
            self._durable.add(folder)

    def open(self, sha256: str) -> BinaryIO:
        try:
            return (self.root / name_of(sha256)).open("rb")
        except FileNotFoundError as error:
            raise BlobMissing(got=sha256) from error

    def path(self, sha256: str) -> Path:
        found = self.root / name_of(sha256)
        if not found.is_file():
            raise BlobMissing(got=sha256)
        return found

    def exists(self, sha256: str) -> bool:
        return (self.root / name_of(sha256)).is_file()

    def entries(self) -> Iterator[Entry]:
        for outer in _folders(self.root):
            for inner in _folders(outer):
                for path in sorted(inner.iterdir()):
                    if is_hash(path.name):
                        found = path.stat()
                        yield Entry(path.name, found.st_size, found.st_mtime)

    def remove(self, sha256: str, *, untouched_since: float) -> bool:
        target = self.root / name_of(sha256)
        with stripe(self.root / "locks", sha256, alone=True):
            if not target.is_file() or target.stat().st_mtime >= untouched_since:
                return False
            target.unlink()
        return True

    def forget(self, sha256: str) -> bool:
        return False  # what lies here is no copy


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(path for path in parent.iterdir() if len(path.name) == 2 and path.is_dir())
