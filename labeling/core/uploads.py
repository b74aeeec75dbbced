"""Files of a browser's form, on the store's own disk and within its reserve."""

import tempfile
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from labeling.core import blobs


class Waiting(TemporaryUploadedFile):
    """Django's own, but in the scratch folder: /tmp may be small. Gone when closed."""

    def __init__(self, *described: Any) -> None:
        file = tempfile.NamedTemporaryFile(dir=blobs.scratch(), prefix="upload-")  # noqa: SIM115
        UploadedFile.__init__(self, file, *described)


class ScratchUpload(TemporaryFileUploadHandler):
    """Raises: DiskNearlyFull, 507, when the upload would eat into the reserve."""

    def new_file(self, *args: Any, **options: Any) -> None:
        FileUploadHandler.new_file(self, *args, **options)
        self.file = Waiting(
            self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            blobs.ensure_room(len(raw_data))
            with blobs.refusing_when_full():
                super().receive_data_chunk(raw_data, start)
        except blobs.DiskNearlyFull:
            self.file.close()  # gone at once, not when the garbage is collected
            raise
