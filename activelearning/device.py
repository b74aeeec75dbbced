"""A process whose GPU was lost gets no answer from it any more; a new process may."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from os import getpid, kill

from labeling.core.logs import log
from models.errors import DeviceLost
from models.faults import device_faults


@contextmanager
def leaving_a_lost_device() -> Iterator[None]:
    """Around a job: when the device is lost, the job fails and this worker is asked to stop after it.

    Whoever supervises the worker starts another, and that one takes the job's next attempt. A device
    that was lost in a training child is the child's: nothing is wrong with this process.
    """
    try:
        with device_faults():
            yield
    except Exception as error:
        if not isinstance(error, DeviceLost) and not isinstance(error.__cause__, DeviceLost):
            raise
        log.error("worker.device_lost", pid=getpid())
        kill(getpid(), signal.SIGTERM)
        raise
