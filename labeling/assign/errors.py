"""What can go wrong around assignments and leases."""

from labeling.core.errors import Conflict, NotAllowed, Unprocessable


class NotYourAssignment(NotAllowed):
    """This case is assigned to another person."""


class NotOpen(Conflict):
    """This assignment is not open to work on."""


class LeaseLost(Conflict):
    """The case was opened in another window; this one can no longer save."""


class NothingToAssign(Unprocessable):
    """None of these cases can be assigned now."""


class NotAReader(Unprocessable):
    """Only members whose role may annotate can be given cases."""


class SharesTooLarge(Unprocessable):
    """The readers' shares add up to more than there are cases."""


class NeedsTwoReaders(Unprocessable):
    """Reading cases twice needs two different readers."""


class UnknownCases(Unprocessable):
    """Some of these cases do not exist in this project."""


class ReasonMissing(Unprocessable):
    """Say why the case is skipped."""


class NotHandedIn(Conflict):
    """This case is not handed in, or it has been reviewed; there is nothing to take back."""


class OtherReadIn(Conflict):
    """The other read of this case is in, and you may see it: only a reviewer can give it back to you."""
