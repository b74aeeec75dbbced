"""What can go wrong in the machine half, in words for the lead."""

from labeling.core.errors import GyreError, Unprocessable

PASSING = ("device_lost", "cannot_write")
"""Codes of problems that another attempt may not meet: a GPU that was lost, a disk that was full."""


class TrainingFailed(Unprocessable):
    """The training could not be done; nothing of it was kept."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class MachineFailed(GyreError):
    """The machine failed under the work, not the work: another attempt goes on from what is kept."""

    status = 503

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class TrainingKilled(GyreError):
    """The training process was killed again and again, most likely for lack of memory."""

    status = 503


def in_words(message: str, *, code: str) -> GyreError:
    """A problem of a network or its process as one of ours."""
    return (MachineFailed if code in PASSING else TrainingFailed)(message, code=code)
