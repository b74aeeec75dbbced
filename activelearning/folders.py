"""Where a training run keeps its files until it is over: under the data folder, by the run's id."""

import shutil
from pathlib import Path

from django.conf import settings


def run_folder(training_run_id: int) -> Path:
    """The run's own folder; a worker that takes over a killed one's run finds its checkpoint here."""
    folder: Path = settings.DATA / "runs" / str(training_run_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def remove_run_folder(training_run_id: int) -> None:
    """The run is over: what counts lies in the blob store and the database."""
    shutil.rmtree(settings.DATA / "runs" / str(training_run_id), ignore_errors=True)
