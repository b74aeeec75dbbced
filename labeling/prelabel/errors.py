"""What can go wrong around drafts."""

from labeling.core.errors import Conflict, NotFound


class CaseIsOpened(Conflict):
    """Somebody works on this case, so its draft is not replaced."""


class NoUncertainty(NotFound):
    """This draft was imported, so no model said how sure it was."""
