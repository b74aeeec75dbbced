from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from models.training.dataset import write_case, write_index
from tests.models.training.child import command, environment, run, run_here, started, write_request
from tests.models.volumes import SPACING, two_blobs, write_dataset


def test_a_killed_run_goes_on_at_the_step_it_had_reached_and_ends_the_same(tmp_path: Path) -> None:
    """Kill -9 of the real process, then the same request again: as if nothing had happened."""
    write_dataset(tmp_path / "data")
    how = {"max_steps": 20, "deterministic": True}
    killed = write_request(tmp_path / "killed", tmp_path / "data", **how)
    with started(killed) as child:
        assert child.stdout is not None
        reached = 0
        for line in child.stdout:
            event = json.loads(line)
            reached = event["step"] if event["event"] == "progress" else reached
            if reached >= 3:
                break
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait(10) == -signal.SIGKILL
    code, events = run(killed)
    assert code == 0
    metrics = events[-1]["metrics"]
    assert metrics["resumed_at"] >= reached - 1
    assert events[0]["step"] == metrics["resumed_at"] + 1
    assert metrics["steps"] == 20
    undisturbed = run_here(write_request(tmp_path / "whole", tmp_path / "data", **how))
    assert undisturbed[-1]["metrics"]["resumed_at"] == 0
    assert undisturbed[-1]["metrics"]["steps"] == 20
    assert metrics["weights_sha256"] == undisturbed[-1]["metrics"]["weights_sha256"]


def test_a_bad_case_is_named_in_the_last_line(tmp_path: Path) -> None:
    entries = write_dataset(tmp_path / "data")
    image, mask = two_blobs(1)
    image[0, 0, 0] = np.nan
    entries[1] = write_case(tmp_path / "data", "case-1", image, mask, SPACING)
    write_index(tmp_path / "data", label_values=(0, 1, 2), cases=entries)
    code, events = run(write_request(tmp_path, tmp_path / "data"))
    assert code == 1
    assert events[-1]["event"] == "error"
    assert (events[-1]["code"], events[-1]["case"]) == ("not_finite", "case-1")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is Linux's")
def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    write_dataset(tmp_path / "data")
    request = write_request(tmp_path, tmp_path / "data", max_steps=100_000)
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(100)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, *command(request)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie, dead but not yet reaped, does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
