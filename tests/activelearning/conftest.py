"""A process of the tests is no worker: nothing may ask it to stop."""

import pytest


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The signals that a lost device sends to its own process, (pid, signal), taken down instead."""
    calls: list[tuple[int, int]] = []
    monkeypatch.setattr("activelearning.device.kill", lambda *call: calls.append(call))
    return calls
