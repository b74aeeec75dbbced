"""What can go wrong around drafts."""

from labeling.core.errors import Conflict, NotAllowed, NotFound, Unprocessable
from labeling.imaging.findings import FindingsProblem


class CaseIsOpened(Conflict):
    """Somebody works on this case, so its draft is not replaced."""


class NoUncertainty(NotFound):
    """This draft was imported, so no model said how sure it was."""


class NoMask(NotFound):
    """This holds answers about findings, not a mask."""


class ProposalWithheld(NotAllowed):
    """The model's proposal is shown after your own answers."""


class FindingsRefused(Unprocessable):
    """Answers or a proposal do not fit the case or the project's findings."""

    @classmethod
    def of(cls, problem: FindingsProblem) -> "FindingsRefused":
        """The same words and the imaging code: unknown_finding, bad_box, excluded ..."""
        error = cls(problem.sentence)
        error.code = problem.code
        return error
