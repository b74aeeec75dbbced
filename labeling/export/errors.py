"""What can go wrong around snapshots."""

from labeling.core.errors import Conflict, NotFound, Unprocessable


class NothingApproved(Unprocessable):
    """A snapshot needs approved cases, and this project has none."""


class LeakFound(Conflict):
    """A patient or a scan stands in two splits, so the snapshot would overstate every result."""


class FileNotWritten(NotFound):
    """This snapshot has not been written in that format yet."""


class FormatOfOtherTask(Unprocessable):
    """A snapshot of masks is not written as findings, nor the other way round."""
