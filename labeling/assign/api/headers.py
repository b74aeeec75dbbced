"""Headers of the editor's calls."""

from uuid import UUID

from rest_framework.request import Request

from labeling.core.errors import BadInput


class BadHeader(BadInput):
    """A header cannot be read."""


def lease_token(request: Request) -> UUID | None:
    """X-Lease-Token; None when there is none.

    Raises:
        BadHeader: 400, it is no UUID.
    """
    value = request.headers.get("X-Lease-Token")
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError as error:
        raise BadHeader("X-Lease-Token: expected the UUID that opening gave.") from error
