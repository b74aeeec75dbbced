"""What can go wrong with people and tokens."""

from labeling.core.errors import BadInput, NotFound, SignInNeeded


class WrongPassword(SignInNeeded):
    """The name or the password is wrong."""


class TokenRefused(SignInNeeded):
    """This token is unknown, expired or revoked."""


class NoSuchToken(NotFound):
    """You have no such token."""


class ExpiryInThePast(BadInput):
    """A token must expire in the future."""
