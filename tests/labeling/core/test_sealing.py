from typing import Any

import pytest

from labeling.core.errors import SecretUnreadable
from labeling.core.sealing import Seal


def test_what_is_sealed_is_read_with_its_purpose_and_secret_key_only(settings: Any) -> None:
    sealed = Seal(b"one").seal("open sesame")
    assert "sesame" not in sealed
    assert Seal(b"one").unseal(sealed) == "open sesame"
    with pytest.raises(SecretUnreadable):
        Seal(b"two").unseal(sealed)
    settings.SECRET_KEY = "another"
    with pytest.raises(SecretUnreadable):
        Seal(b"one").unseal(sealed)


def test_no_secret_stays_none() -> None:
    assert Seal(b"one").unseal(Seal(b"one").seal("")) == ""
