from labeling.core.errors import GyreError


class NothingApproved(GyreError):
    """A snapshot needs approved cases, and this project has none."""

    status = 422
    code = "nothing_approved"


class LeakFound(GyreError):
    """A patient or a scan stands in two splits, so the snapshot would overstate every result."""

    status = 409
    code = "leak_found"


class FileNotWritten(GyreError):
    """This snapshot has not been written in that format yet."""

    status = 404
    code = "file_not_written"
