"""What can go wrong around cases and cohorts."""

from labeling.core.errors import BadInput, Conflict, NotAllowed, Unprocessable


class ChannelProblem(Conflict):
    """A sequence that a model is shown with this case cannot be used."""


class ChannelMissing(ChannelProblem):
    """No series of the study is what a channel looks for."""


class ChannelAmbiguous(ChannelProblem):
    """Several series of the study are what a channel looks for."""


class ChannelNotRegistered(ChannelProblem):
    """The series of a channel lies in another frame of reference, or nowhere near the case."""


class ChannelUnusable(ChannelProblem):
    """The series of a channel forms no volume."""


class MoveRefused(Conflict):
    """A case in this state cannot make that move."""


class MoveNotYours(NotAllowed):
    """This move of a case belongs to another role."""


class ReasonMissing(Unprocessable):
    """Say why the case is taken out."""


class SeriesNotReady(Conflict):
    """The series does not form a volume (yet), so it is no case."""


class SplitIsFrozen(Conflict):
    """The patient's split was drawn already and never changes."""


class UnknownFilter(BadInput):
    """There is no such search attribute."""


class NotInAnAddress(BadInput):
    """Who a patient is stands in no address: send this search in a body, by POST to .../cases/search."""


class BadFilter(BadInput):
    """The value of a search attribute cannot be read."""


class CohortNameTaken(Conflict):
    """A cohort of this name exists already."""


class EmptyCohort(Unprocessable):
    """The search found no case, so there is nothing to save."""
