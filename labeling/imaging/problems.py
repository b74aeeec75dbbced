"""What can be wrong with an image, said in one place so that callers catch one class."""


class ImagingProblem(Exception):
    """The image cannot be used.

    `code` is for machines and stays stable, `message` is for people: what was expected and what
    came. Neither ever holds an attribute that names a patient.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    @property
    def sentence(self) -> str:
        """The message with a capital and a full stop."""
        return f"{self.message[:1].upper()}{self.message[1:]}."

    def __str__(self) -> str:
        return f"{self.message} ({self.code})"


class InflateProblem(ImagingProblem):
    """Compressed bytes are damaged or would unpack to more than is allowed."""


class MaskProblem(ImagingProblem):
    """A mask does not fit its image or its labels."""


class GeometryProblem(ImagingProblem):
    """A grid in patient space is not a rigid, right-handed grid of finite numbers."""


class VolumeProblem(ImagingProblem):
    """The slices of a series do not form one volume."""


class DicomProblem(ImagingProblem):
    """A file is not DICOM that can be stored or decoded."""


class NiftiProblem(ImagingProblem):
    """A NIfTI file cannot be placed in patient space without guessing."""
