"""Why a file, an archive or a series was not taken."""

from labeling.core.errors import Conflict, NotFound, Unprocessable


class FileRefused(Unprocessable):
    """The file cannot be stored. `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ArchiveRefused(FileRefused):
    """The archive, or one of its members, cannot be unpacked."""


class InstanceConflict(Conflict):
    """An instance with this SOP Instance UID and other content is stored already."""


class PatientDiffers(Conflict):
    """This study is stored already with another PatientID."""


class SeriesElsewhere(Conflict):
    """This series is stored already as part of another study."""


class UploadClosed(Conflict):
    """This upload is finished: begin a new one."""


class NotVolume(Conflict):
    """This series forms no volume."""


class NoSuchSeries(NotFound):
    """There is no such series here."""


class NoSuchUpload(NotFound):
    """There is no such upload here."""
