"""What can go wrong while a mask is edited and handed in."""

from labeling.core.errors import NotAllowed, StaleRevision, Unprocessable
from labeling.imaging.problems import MaskProblem


class MaskRefused(Unprocessable):
    """The mask does not fit its image or its labels."""

    @classmethod
    def of(cls, problem: MaskProblem, *, expected: object = None) -> "MaskRefused":
        """The same words and the imaging code: wrong_shape, unknown_label, not_gzip, too_large ..."""
        error = cls(problem.sentence, expected=expected)
        error.code = problem.code
        return error


class UnknownSlice(Unprocessable):
    """A changed slice is not one of this case's."""


class MaskHashMismatch(Unprocessable):
    """The mask that arrived is not the one that was sent."""


class StaleAnnotation(StaleRevision):
    """The case was saved from elsewhere since; nothing was overwritten."""

    code = "stale"


class BlindRead(NotAllowed):
    """Another reader's mask stays hidden until the case is approved or yours is handed in."""
