"""`python -m models.training REQUEST.json`: one training run in a process of its own."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path
from typing import TextIO

from models.classification.dataset import is_of_films
from models.classification.run import train_classifier
from models.errors import ModelProblem
from models.faults import device_faults, in_words
from models.training.parent import die_with_parent
from models.training.report import Reporter
from models.training.request import TrainingRequest
from models.training.run import train

logger = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """0 when the model was written, 1 with an "error" event when not, 2 without a request."""
    die_with_parent()
    warnings.simplefilter("ignore")
    if len(arguments) != 1:
        logger.error("Expected one argument: the path of a training request (JSON).")
        return 2
    with _events_only_stdout() as events:
        return _run(Path(arguments[0]), Reporter(events))


def _run(request: Path, reporter: Reporter) -> int:
    try:
        wanted = TrainingRequest.read(request)
        with device_faults():
            (train_classifier if is_of_films(wanted.dataset) else train)(wanted, reporter)
    except ModelProblem as problem:
        reporter.event("error", code=problem.code, message=problem.message, case=problem.case)
    except Exception as error:  # the watcher needs a last line whatever happened
        logger.exception("Training failed.")
        code, message = in_words(error)
        reporter.event("error", code=code, message=message, case=None)
    else:
        return 0
    return 1


def _events_only_stdout() -> TextIO:
    """The real stdout for events; whatever a library prints from now on goes to stderr."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return events


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
