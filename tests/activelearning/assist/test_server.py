"""What the model helper makes of a fault of its device, without the process."""

from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import torch

from activelearning.assist.server import Server
from tests.activelearning.assist.asking import question

LABELS = np.zeros((2, 3, 4), np.uint8)
QUESTIONS = {
    "answer": ({"annotation": 1, "case": 1}, question(LABELS, LABELS == 0)),
    "prepared_case": ({"predict": 1, "members": None}, b""),
    "Explainer.explain": ({"explain": 1, "asker": 1, "target": 1, "method": "grad_cam"}, b""),
}


@pytest.mark.parametrize("kind", [torch.AcceleratorError, RuntimeError])
@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_helper_whose_device_was_lost_says_so_and_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: str, kind: type[RuntimeError]
) -> None:
    def lost(*_: object) -> None:
        raise kind("CUDA error: unspecified launch failure")

    monkeypatch.setattr(f"activelearning.assist.server.{asked}", lost)
    server = Server(tmp_path / "socket")
    Thread(target=server._queue.work, kwargs={"patience": 5}, daemon=True).start()
    said, _ = server._reply(None, *QUESTIONS[asked])  # type: ignore[arg-type]
    assert said["error"] == "helper_failed"
    assert (
        "The device stopped answering: CUDA error: unspecified launch failure." in said["message"]
    )
    assert server.stopping.is_set()
