"""A zip that knows the SHA-256 of each of its members."""

import hashlib
import zipfile
from pathlib import Path
from types import TracebackType

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same snapshot gives the same zip, whenever it is written."""


class HashedZip:
    """Write members, then close: `SHA256SUMS` is added last, in the format of sha256sum."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._sums: list[tuple[str, str]] = []

    def add(self, name: str, data: bytes, *, compress: bool = False) -> None:
        info = zipfile.ZipInfo(name, EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, data)
        self._sums.append((hashlib.sha256(data).hexdigest(), name))

    def __enter__(self) -> "HashedZip":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            sums = "".join(f"{digest}  {name}\n" for digest, name in sorted(self._sums, key=_name))
            self._zip.writestr(zipfile.ZipInfo("SHA256SUMS", EPOCH), sums)
        self._zip.close()


def _name(line: tuple[str, str]) -> str:
    return line[1]
