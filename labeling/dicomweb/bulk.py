"""Large values of an instance by their path, as in BulkDataURI."""

import re

from labeling.core import blobs
from labeling.dicomweb.bodies import Body, Spool
from labeling.dicomweb.errors import NoSuchObject
from labeling.imaging.problems import DicomProblem
from labeling.ingest.limits import MAX_FILE
from labeling.ingest.models import Instance
from labeling.ingest.sandboxes import borrowed_soon

_PATH = re.compile(r"[0-9A-F]{8}(/[1-9][0-9]{0,8}/[0-9A-F]{8}){0,32}")


def bulk_body(instance: Instance, path: str) -> Body:
    """A stretch of the stored file when its place is known, else the value from a child process.

    Raises:
        NoSuchObject: 404, nothing binary is there.
    """
    if not _PATH.fullmatch(path):
        raise NoSuchObject
    file = blobs.path(instance.blob)
    if path in instance.bulk:
        return Body.of_places(file, instance.bulk[path])
    try:
        with borrowed_soon() as sandbox:
            spool = Spool()
            return Body((spool.grown(sandbox.bulk(file, path, spool, MAX_FILE)),))
    except DicomProblem as problem:
        raise NoSuchObject("There is no bulk data at this path.") from problem
