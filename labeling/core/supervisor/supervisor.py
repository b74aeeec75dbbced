"""Looks after the children until it is asked to stop, then stops them in order."""

import signal
import time
from collections.abc import Callable
from types import FrameType

from labeling.core.supervisor.child import Child

_LOOK_SECONDS = 0.2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """`children` in starting order; they stop in the same order, the web first.

    `tend` is called at every look, for what is no child of ours.
    """

    def __init__(self, children: list[Child], tend: Callable[[], None] = lambda: None) -> None:
        self.children = children
        self.tend = tend
        self.asked = 0

    def listen(self) -> None:
        """From now on the stop signals are requests; a second one makes us hurry."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._ask)

    def start(self) -> None:
        for child in self.children:
            child.start()

    def run(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Watch until a stop is asked for, or until `until` says so."""
        while not self.asked and not until():
            for child in self.children:
                child.look_after()
            self.tend()
            time.sleep(_LOOK_SECONDS)

    def stop(self) -> None:
        """Ask all to stop, the web first so that nothing new comes in; kill those that do not."""
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            self._await(child)

    def _await(self, child: Child) -> None:
        deadline = time.monotonic() + child.patience
        while child.process is not None and child.process.poll() is None:
            if self.asked > 1 or time.monotonic() > deadline:
                child.kill()
                return
            time.sleep(0.05)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1
