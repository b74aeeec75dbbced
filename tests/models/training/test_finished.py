"""A finished run whose files are damaged is done again: nobody is handed half a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.models.classification import films
from tests.models.training import child
from tests.models.volumes import write_dataset

Run = Callable[[], list[dict[str, Any]]]

DAMAGES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "metrics cut short": ("metrics.json", lambda good: good[: len(good) // 2]),
    "metrics that are a list": ("metrics.json", lambda good: b"[1]"),
    "metrics that are no text": ("metrics.json", lambda good: b"\xff\xfe" + good),
    "metrics nested too deep": ("metrics.json", lambda good: b"[" * 100_000),
    "weights cut short": ("weights.safetensors", lambda good: good[:-4]),
    "weights with a flipped byte": ("weights.safetensors", lambda good: good[:-1] + b"\x7f"),
    "a spec cut short": ("spec.json", lambda good: good[:40]),
    "another spec": ("spec.json", lambda good: good.replace(b'"overlap": ', b'"overlap": 0')),
    "a spec of another task": ("spec.json", lambda good: b"{}"),
}


@pytest.fixture(params=["masks", "films"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    if request.param == "masks":
        write_dataset(tmp_path / "data", train=1, validation=1)
        wanted = child.write_request(tmp_path, tmp_path / "data", max_steps=1)
        return lambda: child.run_here(wanted)
    films.write_films(tmp_path / "data", train=4, validation=2)
    wanted = films.write_request(tmp_path, tmp_path / "data", max_steps=1)
    return lambda: films.run_here(wanted)


def test_what_is_damaged_is_made_again(tmp_path: Path, run: Run) -> None:
    first = run()[-1]["metrics"]
    for name, (file, damage) in DAMAGES.items():
        path = tmp_path / "out" / file
        good = path.read_bytes()
        path.write_bytes(damage(good))
        if path.read_bytes() == good:
            continue
        events = run()
        assert events[0]["event"] != "done", name
        assert events[-1]["metrics"]["weights_sha256"] == first["weights_sha256"], name
        assert path.read_bytes() == good or file == "metrics.json", name
    assert [event["event"] for event in run()] == ["done"]


@pytest.mark.parametrize("file", ["metrics.json", "weights.safetensors", "spec.json"])
def test_what_is_lost_is_made_again(tmp_path: Path, run: Run, file: str) -> None:
    first = run()[-1]["metrics"]
    (tmp_path / "out" / file).unlink()
    assert run()[-1]["metrics"]["weights_sha256"] == first["weights_sha256"]
    assert (tmp_path / "out" / file).is_file()
