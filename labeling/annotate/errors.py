"""What can go wrong while a mask is edited and handed in."""

from labeling.core.errors import Conflict, NotAllowed, StaleRevision, Unprocessable
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
    """What arrived is not what was sent."""


class Unanswered(Unprocessable):
    """Some findings have no answer yet."""


class NothingToCompare(Conflict):
    """There is no proposal that waits for your answers."""


class StaleAnnotation(StaleRevision):
    """The case was saved from elsewhere since; nothing was overwritten."""

    code = "stale"


class BlindRead(NotAllowed):
    """Another reader's mask stays hidden until the case is approved or yours is handed in."""
