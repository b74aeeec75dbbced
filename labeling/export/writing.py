"""Writing a snapshot out. Only jobs come here: the writers' libraries would double the web's memory."""

import tempfile
from pathlib import Path

from labeling.core import blobs
from labeling.export.archive import HashedZip
from labeling.export.contents import Contents
from labeling.export.manifest import manifest_bytes
from labeling.export.models import Snapshot
from labeling.export.writers import WRITERS


def write_zip(snapshot: Snapshot, file_format: str) -> blobs.Blob:
    """The snapshot in one format as a stored zip: data, `manifest.json` and `SHA256SUMS`.

    Raises:
        DamagedRevision: a stored mask no longer has the manifest's hash.
    """
    contents = Contents.of(snapshot)
    with tempfile.TemporaryDirectory(prefix="gyre-export-") as folder:
        path = Path(folder) / "snapshot.zip"
        with HashedZip(path) as archive:
            archive.add("manifest.json", manifest_bytes(contents.manifest), compress=True)
            WRITERS[file_format](contents, archive)
        with path.open("rb") as stream:
            return blobs.put(stream)
