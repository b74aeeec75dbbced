"""Child processes that never outlive us."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def dies_with_parent(
    number: signal.Signals = signal.SIGKILL,
) -> Callable[[], None]:
    """A `preexec_fn` for subprocess: the kernel sends the signal when our process dies, however it dies.

    Linux only; elsewhere it does nothing. Start the child from a thread that lives as long as the process:
    the kernel watches the thread.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def arrange() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return arrange
