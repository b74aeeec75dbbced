"""Secrets that say what they are."""

import secrets


def new_token(prefix: str) -> str:
    """A secret of 256 bits with a prefix that says what it is, so that scanners can find leaks."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"
