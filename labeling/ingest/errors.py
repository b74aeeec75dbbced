"""Why a file, an archive or a series was not taken."""

from typing import Protocol, Self

from labeling.core.errors import Conflict, GyreError, NotFound, Unavailable, Unprocessable


class Named(Protocol):
    """What says which instance it is of."""

    @property
    def sop_class_uid(self) -> str: ...

    @property
    def sop_instance_uid(self) -> str: ...


class Refusal(GyreError):
    """The file was not stored. Of which instance, if that could be read."""

    sop_class_uid = ""
    sop_instance_uid = ""

    def of(self, instance: Named) -> Self:
        """Itself, saying which instance it is about."""
        self.sop_class_uid = instance.sop_class_uid
        self.sop_instance_uid = instance.sop_instance_uid
        return self


class FileRefused(Refusal, Unprocessable):
    """The file cannot be stored. `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ArchiveRefused(FileRefused):
    """The archive, or one of its members, cannot be unpacked."""


class InstanceConflict(Refusal, Conflict):
    """An instance with this SOP Instance UID and other content is stored already."""


class PatientDiffers(Refusal, Conflict):
    """This study is stored already with another PatientID."""


class SeriesElsewhere(Refusal, Conflict):
    """This series is stored already as part of another study."""


class UploadClosed(Conflict):
    """This upload is finished: begin a new one."""


class ScansInUse(Conflict):
    """Work hangs from these scans: they cannot be deleted."""


class NotVolume(Conflict):
    """This series forms no volume."""


class NoSuchSeries(NotFound):
    """There is no such series here."""


class NoSuchStudy(NotFound):
    """There is no such study here."""


class NoSuchUpload(NotFound):
    """There is no such upload here."""


class HeldForReview(Refusal):
    """The image is de-identified and may show a name: it waits for a person's decision."""

    status = 202


class OptionsClash(Unprocessable):
    """Full dates and modified dates cannot both be retained."""


class DecodersBusy(Unavailable):
    """Others are being decoded: try again in a moment."""


class IntakeBusy(Unavailable):
    """Many uploads are being taken in: try again in a moment."""


class NoSuchHeld(NotFound):
    """Nothing is held for review under this number."""
