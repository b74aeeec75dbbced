"""Mutated files over HTTP: each is stored and can be read, or is refused with a reason.

Every other shard goes to a project that de-identifies what comes in.

`make fuzz COUNT=200000` runs more of the same; a finding is named by its shard, which repeats it.
"""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from labeling.accounts.services import create_token
from labeling.ingest.models import ProfileName
from labeling.ingest.sandboxes import close_all
from labeling.ingest.services.profiles import change_profile
from tests.fuzz.memory import Watched
from tests.fuzz.mutate import mutated
from tests.fuzz.seeds import seed_paths
from tests.fuzz.uploads import Finding, Tally, Uploader
from tests.labeling.ingest import scans

COUNT = int(os.environ.get("GYRE_FUZZ_COUNT", "2000"))
SEED = int(os.environ.get("GYRE_FUZZ_SEED", "20261126"))
REPORT = os.environ.get("GYRE_FUZZ_REPORT", "")
SHARD, BATCH = 250, 10
WEB_MEMORY, CHILD_MEMORY = 500 << 20, 2 << 30
UNFORESEEN = frozenset({"unreadable", "crashed", "too_slow"})  # no check names what was wrong


@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(-(-COUNT // SHARD)))
def test_a_mutated_upload_is_stored_and_read_back_or_refused_with_a_reason(shard: int) -> None:
    rng = np.random.default_rng([SEED, shard])
    project = scans.project()
    if shard % 2:
        change_profile(project=project, by=None, profile=ProfileName.BASIC)
    token = create_token(user=scans.person("engineer", project), name="fuzz").secret
    uploader = Uploader(project, token)
    seeds = seed_paths()
    with Watched() as watched:
        for _ in range(SHARD // BATCH):
            chosen = rng.integers(len(seeds), size=BATCH)
            uploader.send([mutated(seeds[n].read_bytes(), rng) for n in chosen])
    close_all()
    _note(shard, uploader.tally, watched)
    assert watched.grown < WEB_MEMORY
    assert watched.largest_child < CHILD_MEMORY
    _check(uploader.tally)


def _check(tally: Tally) -> None:
    assert tally.outcomes.total() == SHARD
    assert tally.outcomes["stored"] > SHARD // 20
    unforeseen = {k: n for k, n in tally.outcomes.items() if k in UNFORESEEN}
    if unforeseen:
        raise Finding(f"faults that nothing names: {unforeseen}")


def _note(shard: int, tally: Tally, watched: Watched) -> None:
    if REPORT:
        line = {
            "shard": shard,
            **tally.to_json(),
            "web_memory_grown": watched.grown,
            "child_memory": watched.largest_child,
        }
        with Path(REPORT).open("a") as file:
            file.write(json.dumps(line) + "\n")
