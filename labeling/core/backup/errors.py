from labeling.core.errors import Conflict, GyreError


class NoTool(GyreError):
    """No pg_dump and pg_restore of the server's version were found."""


class ToolFailed(GyreError):
    """PostgreSQL's own program failed."""


class NotABackup(GyreError):
    """This folder holds no complete backup."""


class NotEmpty(Conflict):
    """The database has tables already: restore into an empty one, such as `--data NEW_FOLDER`."""


class RestoreDiffers(GyreError):
    """What was restored is not what was saved."""
