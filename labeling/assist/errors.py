"""What can go wrong while a model helps at once."""

from labeling.core.errors import Conflict, TooManyAttempts, Unavailable, Unprocessable


class NoHelper(Unavailable):
    """No model helper is running: correct by hand for now, everything else works."""


class HelperLate(Unavailable):
    """The model helper took too long; nothing was changed."""


class HelperFailed(Unavailable):
    """The model helper could not do this; nothing was changed."""


class HelperBusy(TooManyAttempts):
    """The model helper has too much to do; try again in a moment."""


class Replaced(TooManyAttempts):
    """A later question about the same case took this one's place."""


class QuestionRefused(Unprocessable):
    """The question to the model helper is not what it should be."""


class NothingToExplain(Conflict):
    """No model proposed anything for this case, so there is nothing to explain."""


class ExplanationUnchecked(Conflict):
    """Whether such maps show what this model version learned was not checked, so none is shown."""


class ExplanationFailed(Conflict):
    """Such maps hardly change when the model's weights are made random, so they are not shown."""
