"""Errors of this package, in words that a lead or an engineer can act on."""

from __future__ import annotations


class ModelProblem(Exception):
    """The model cannot be planned, trained or run.

    Attributes:
        code: stable snake_case name for programs.
        case: id of the case at fault, where there is one.
    """

    code = "model_problem"

    def __init__(self, message: str, *, code: str | None = None, case: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.case = case
        if code is not None:
            self.code = code


class SpecProblem(ModelProblem):
    """The model spec is not one that this version can build."""

    code = "bad_spec"


class WeightsProblem(ModelProblem):
    """The weights do not belong to this spec."""

    code = "bad_weights"


class DatasetProblem(ModelProblem):
    """The dataset folder cannot be trained on."""

    code = "bad_dataset"


class RequestProblem(ModelProblem):
    """The training request is not complete."""

    code = "bad_request"


class InputProblem(ModelProblem):
    """The image cannot be given to the network."""

    code = "bad_input"


class TrainingProblem(ModelProblem):
    """Training stopped because its numbers stopped making sense."""

    code = "training_diverged"


class NetworkProblem(ModelProblem):
    """The network's answer makes no sense."""

    code = "bad_output"


class OutOfMemory(ModelProblem):
    """The volume does not fit the memory, however small the windows."""

    code = "out_of_memory"


class DeviceLost(ModelProblem):
    """The GPU stopped answering: this process cannot use it any more."""

    code = "device_lost"


class StorageProblem(ModelProblem):
    """A file could not be written; the one before it stays."""

    code = "cannot_write"
