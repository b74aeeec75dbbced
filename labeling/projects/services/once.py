"""What stands once in a project."""

from collections.abc import Mapping, Sequence

from labeling.core.errors import Unprocessable


def check_once(what: str, values: Mapping[str, Sequence[str]], error: type[Unprocessable]) -> None:
    """Raise `error`, with the values that occur twice in one of these fields.

    Args:
        what: whose fields they are, for the words.
        values: by field, those of all rows.
        error: to be raised.
    """
    for field, came in values.items():
        twice = sorted({one for one in came if came.count(one) > 1})
        if twice:
            raise error(f"Expected each {what} {field} once, got twice: {', '.join(twice)}.")
