"""Two real processes under torchrun's own agent, over gloo on the CPU."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
from torch.distributed.launcher.api import LaunchConfig, elastic_launch

from models.errors import RequestProblem
from models.training.distributed import team
from tests.models.training.child import write_request
from tests.models.training.team_member import member
from tests.models.volumes import write_dataset


def together(request: Path, notes: Path, stop: int | None = None) -> list[dict[str, Any]]:
    """Events of all processes; each leaves hashes of its weights and samples in `notes`.

    Forked, as `torchrun --start-method fork` would: importing torch again would take the test's time.
    """
    notes.mkdir()
    config = LaunchConfig(
        min_nodes=1,
        max_nodes=1,
        nproc_per_node=2,
        rdzv_backend="c10d",
        rdzv_endpoint="127.0.0.1:0",
        local_addr="127.0.0.1",
        start_method="fork",
        max_restarts=0,
        monitor_interval=0.05,
    )
    elastic_launch(config, member)(str(request), str(notes), stop)
    return [json.loads(line) for line in (notes / "events").read_text().splitlines()]


def test_two_processes_train_one_network_and_go_on_where_they_were(tmp_path: Path) -> None:
    """Same weights in both, one voice, and a run in two goes is the run in one, bit for bit."""
    write_dataset(tmp_path / "data")
    whole = write_request(tmp_path / "whole", tmp_path / "data", max_steps=6)
    events = together(whole, tmp_path / "notes")
    assert [e["step"] for e in events if e["event"] == "progress"] == [1, 2, 3, 4, 5, 6]
    assert [e["event"] for e in events].count("done") == 1
    metrics = events[-1]["metrics"]
    assert (metrics["processes"], metrics["steps"]) == (2, 6)
    first, second = ((tmp_path / "notes" / str(rank)).read_text().split() for rank in range(2))
    assert first[0] == second[0], "the processes ended with different weights"
    assert first[1] != second[1], "both processes saw the same samples"

    cut = write_request(tmp_path / "cut", tmp_path / "data", max_steps=6)
    with pytest.raises(ChildFailedError):
        together(cut, tmp_path / "notes-cut", stop=3)
    again = together(cut, tmp_path / "notes-again")
    assert again[-1]["metrics"]["resumed_at"] == 3
    assert again[-1]["metrics"]["weights_sha256"] == metrics["weights_sha256"]


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"WORLD_SIZE": "2"}, r"\['RANK', 'MASTER_PORT', 'MASTER_ADDR'\]"),
        ({"WORLD_SIZE": "2", "MASTER_ADDR": "::1", "MASTER_PORT": "1"}, r"\['RANK'\]"),
        ({"WORLD_SIZE": "two", "RANK": "0", "MASTER_ADDR": "::1", "MASTER_PORT": "1"}, "'two'"),
    ],
)
def test_a_team_of_which_torchrun_knows_nothing_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], wrong: str
) -> None:
    for name in ("WORLD_SIZE", "RANK", "MASTER_ADDR", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RequestProblem, match=wrong), team(cuda=False):
        pass
