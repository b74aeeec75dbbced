"""Secrets at rest: sealed with a key that follows from SECRET_KEY, so a copy of the database has none."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from labeling.core.errors import SecretUnreadable


class Seal:
    """Seals secrets of one purpose: what another purpose sealed cannot be read with it."""

    def __init__(self, purpose: bytes) -> None:
        """`purpose` never changes once something was sealed."""
        self._purpose = purpose

    def seal(self, secret: str) -> str:
        """Encrypted and authenticated (Fernet); an empty secret stays empty."""
        return self._fernet().encrypt(secret.encode()).decode() if secret else ""

    def unseal(self, sealed: str) -> str:
        """The secret.

        Raises:
            SecretUnreadable: 409, SECRET_KEY is another one than when it was sealed.
        """
        if not sealed:
            return ""
        try:
            return self._fernet().decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SecretUnreadable from error

    def _fernet(self) -> Fernet:
        """HKDF (RFC 5869) with the purpose as its info: the key serves nothing else."""
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=self._purpose)
        key = derived.derive(settings.SECRET_KEY.encode())
        return Fernet(base64.urlsafe_b64encode(key))
