"""Identifiers."""

import secrets
import uuid


def new_uid() -> str:
    """A DICOM UID under the root 2.25, from a random UUID (PS3.5 B.2)."""
    return f"2.25.{uuid.uuid4().int}"


def new_token(prefix: str) -> str:
    """A secret of 256 bits with a prefix that says what it is, so that scanners can find leaks."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"
