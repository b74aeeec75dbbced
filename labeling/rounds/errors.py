"""What can go wrong around training, models and rounds."""

from labeling.core.errors import Conflict, NotFound, Unprocessable


class TrainingRunning(Conflict):
    """A training is queued or running in this project already."""


class NoApprovedMask(Unprocessable):
    """No case of the training split is approved, so there is nothing to learn from."""


class NoLabels(Unprocessable):
    """The project has no labels, so there is nothing to learn."""


class NoFindings(Unprocessable):
    """The project asks for no findings, so there is nothing to learn."""


class NotTrainable(Unprocessable):
    """The quick lane pre-fills masks; projects of findings are trained in full only."""


class NothingToRefine(Conflict):
    """No model is live, so there is none to train on for pre-filling."""


class RunNotActive(Conflict):
    """This training run is over."""


class OtherChannels(Conflict):
    """The live model was made for other channels than the project has now: train a challenger first."""


class AlreadyLive(Conflict):
    """This model is live already."""


class ReasonMissing(Unprocessable):
    """Say why a model goes live that did not pass the gate."""


class NothingToRollBackTo(Conflict):
    """No earlier model was live in this project."""


class RoundTaken(Conflict):
    """Another round was opened in the meantime."""


class EmptyPool(Conflict):
    """No case can be picked: all are approved, excluded, assigned or not in the training split."""


class NotExplained(NotFound):
    """Nothing is known of this case yet, or it waits for your own answers."""
