"""What can go wrong in a simulation, in words that the person who asked can act on."""

from typing import Any


class SimulationProblem(Exception):
    """The simulation cannot be made as asked.

    Attributes:
        code: stable snake_case name for programs.
    """

    code = "simulation_problem"

    def __init__(self, message: str, *, expected: Any = None, got: Any = None) -> None:
        parts = [message]
        if expected is not None or got is not None:
            parts.append(f"Expected {expected}, got {got}.")
        super().__init__(" ".join(parts))
        self.message = str(self)


class BadProtocol(SimulationProblem):
    """The protocol does not fit the data, or itself."""

    code = "bad_protocol"


class BadData(SimulationProblem):
    """The folder cannot be simulated on."""

    code = "bad_data"


class OtherProtocol(SimulationProblem):
    """The folder holds a simulation with other parameters; its results may not be mixed with these."""

    code = "other_protocol"


class UnitFailed(SimulationProblem):
    """A round of an arm could not be played."""

    code = "unit_failed"

    def __init__(self, message: str, *, code: str = "unit_failed") -> None:
        super().__init__(message)
        self.code = code
