"""What can go wrong around strategies."""


class ParameterProblem(ValueError):
    """A strategy or one of its parameters is not what it must be."""

    def __init__(self, name: str, *, expected: object, got: object) -> None:
        super().__init__(f"{name}: expected {expected}, got {got!r}.")
        self.name, self.expected, self.got = name, expected, got
