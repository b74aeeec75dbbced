"""What can go wrong around simulations."""

from labeling.core.errors import Conflict, Unprocessable


class SimulationRunning(Conflict):
    """A simulation is queued or running in this project already."""


class SimulationOver(Conflict):
    """This simulation is over."""


class TooFewLabels(Unprocessable):
    """The project has too few approved masks for this simulation: fewer labels a round, or label more."""


class NotSimulated(Unprocessable):
    """Only projects whose readers draw labels can be simulated."""
