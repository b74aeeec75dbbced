"""What can go wrong in a review."""

from labeling.core.errors import Conflict, NotAllowed, Unprocessable


class OwnWork(Conflict):
    """Nobody approves or returns their own mask: another reviewer has to."""


class ReadByYou(OwnWork):
    """Who read this case does not choose between its reads: another reviewer has to."""


class NoTwoReads(Conflict):
    """This case does not wait for an adjudicator: it needs the reads of two people."""


class NotSubmitted(Conflict):
    """This mask does not wait for a review."""


class NotApproved(Conflict):
    """This mask is not the approved one of its case (any more)."""


class NewerRevision(Conflict):
    """There is a newer mask by the same reader: look at that one."""


class NothingSaid(Unprocessable):
    """Say what should be changed: a note, or at least one comment."""


class OffTheVolume(Unprocessable):
    """A comment points outside the case's volume."""


class NotYourCase(NotAllowed):
    """Readers comment on cases that are assigned to them."""


class CannotReopen(Conflict):
    """Only approved and excluded cases can be reopened."""


class CannotImport(Conflict):
    """A label is imported for cases that nobody has in hand."""
