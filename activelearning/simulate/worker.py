"""`python -m activelearning.simulate.worker FOLDER PARENT`: plays the rounds that are named on its stdin.

One line a round, `{"strategy", "seed", "number"}`; on stdout the training's events, then
`{"event": "played"}` or `{"event": "error", ...}`. Several may work in one folder, on different
trainings. It knows no database and dies with the process that started it.
"""

import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import TextIO

from activelearning.simulate.errors import SimulationProblem
from activelearning.simulate.folder import Task
from activelearning.simulate.round import Table, play
from activelearning.simulate.setup import opened
from models.faults import device_faults, in_words
from models.training.parent import die_with_parent
from models.training.report import Reporter

logger = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    die_with_parent()
    if os.getppid() != int(arguments[1]):
        return 1  # it died while this process started: another may be at this round by now
    warnings.simplefilter("ignore")
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints goes to stderr
    table = opened(Path(arguments[0]))
    for line in sys.stdin:
        answer(table, Task(**json.loads(line)), events)
    return 0


def answer(table: Table, task: Task, events: TextIO) -> None:
    """Play one round; the last event says how it went."""
    reporter = Reporter(events)
    try:
        with device_faults():
            play(table, task, reporter)
    except SimulationProblem as problem:
        reporter.event("error", code=problem.code, message=problem.message)
    except Exception as error:  # who waits needs a last word whatever happened
        logger.exception("A round failed.")
        code, message = in_words(error)
        reporter.event("error", code=code, message=message)
    else:
        reporter.event("played")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
