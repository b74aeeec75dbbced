"""What can go wrong in the machine half, in words for the lead."""

from labeling.core.errors import GyreError, Unprocessable


class TrainingFailed(Unprocessable):
    """The training could not be done; nothing of it was kept."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class TrainingKilled(GyreError):
    """The training process was killed again and again, most likely for lack of memory."""

    status = 503
