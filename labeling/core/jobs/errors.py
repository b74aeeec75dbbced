"""What can go wrong with jobs."""

from labeling.core.errors import Conflict, GyreError, Unavailable


class QueueFull(Unavailable):
    """Too much work is waiting; try again when some of it is done."""


class Superseded(Conflict):
    """Another worker has taken this job over; these results are dropped."""


class Interrupted(Unavailable):
    """The worker was asked to stop; the job goes on at the next start."""


class JobFailed(GyreError):
    """A job failed."""

    status = 500
