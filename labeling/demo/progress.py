"""What the machine is doing, one line whenever it changes."""

import time
from collections.abc import Callable

from labeling.core.jobs import progress_of
from labeling.projects.models import Project
from labeling.rounds.models import ACTIVE, RunState, TrainingRun

LOOK_SECONDS = 1.0


class Progress:
    """Looks at the newest training run at most once a second and says what is new."""

    def __init__(self, project: Project, say: Callable[[str], None]) -> None:
        self._project = project
        self._say = say
        self._last = ""
        self._looked_at = 0.0
        self._fresh = False

    def first_batch_is_there(self) -> bool:
        """Whether a round is open, or the training ended without one."""
        if not self.looked():
            return False
        run = self._run()
        over = run is not None and run.state not in ACTIVE
        return over or self._project.rounds.exists()

    def looked(self) -> bool:
        """Look if a second has passed; True when it did, so that callers ask the database then."""
        if time.monotonic() - self._looked_at < LOOK_SECONDS:
            return False
        self._looked_at = time.monotonic()
        line = self._line()
        if line and line != self._last:
            self._say(line)
            self._last = line
        return True

    def _run(self) -> TrainingRun | None:
        return self._project.training_runs.order_by("-pk").first()

    def _line(self) -> str:
        run = self._run()
        if run is None:
            return ""
        if run.state == RunState.FAILED:
            return f"failed    {run.error_code}: {run.error}"
        progress = progress_of([run.job_id]).get(run.job_id) if run.job_id else None
        if progress is None or progress.state != "running":
            return f"training  {run.state}"
        tenth = int(progress.fraction * 10) * 10
        return f"{tenth:3d} %     {progress.message.split(',')[0]}"
