"""What can be wrong with what is to be scored."""


class ScoreProblem(ValueError):
    """These probabilities, maps or parameters cannot be scored; nothing is recorded for the case."""

    code = "bad_probabilities"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
