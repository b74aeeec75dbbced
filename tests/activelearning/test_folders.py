from typing import Any

import pytest

from activelearning.folders import remove_run_folder, run_folder, sweep_run_folders
from labeling.rounds.models import RunState
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


def test_a_sweep_keeps_what_active_runs_need_and_removes_the_rest(
    settings: Any, tmp_path: Any
) -> None:
    settings.DATA = tmp_path
    running = records.run(records.project(), RunState.RUNNING)
    over = records.run(records.project("other"), RunState.FAILED)
    for run in (running, over):
        (run_folder(run.pk) / "checkpoint").write_bytes(b"x")
    sweep_run_folders()
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [str(running.pk)]
    remove_run_folder(running.pk)
    assert list((tmp_path / "runs").iterdir()) == []
