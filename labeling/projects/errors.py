"""What can go wrong around projects, members and labels."""

from labeling.core.errors import Conflict, NotAllowed, NotFound, Unprocessable


class NotHere(NotFound):
    """There is no such thing here."""

    code = "not_found"


class ActRefused(NotAllowed):
    """Your role in this project does not allow this."""

    code = "not_allowed"


class SlugTaken(Conflict):
    """A project with this slug exists already."""


class LastLead(Conflict):
    """A project needs a lead: make another person lead first."""


class UnknownPerson(Unprocessable):
    """There is no such person."""


class LabelInUse(Conflict):
    """A label that submitted masks use cannot be taken out."""


class LabelsClash(Unprocessable):
    """Label values and names are unique in a project."""


class ChannelsProblem(Unprocessable):
    """The channels of a project are not what they may be."""


class FindingInUse(Conflict):
    """A finding that answers or proposals name cannot be taken out."""


class FindingsClash(Unprocessable):
    """Finding keys and names are unique in a project."""


class TaskFixed(Conflict):
    """The task of a project stays once a case was pre-labelled or opened."""


class WrongTask(Conflict):
    """This project's readers do something else: masks and findings do not mix."""


class StrategyProblem(Unprocessable):
    """A strategy, one of its parameters or a constraint is not what it may be."""
