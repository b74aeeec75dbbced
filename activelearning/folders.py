"""Where a training run keeps its files until it is over: under the data folder, by the run's id."""

import shutil
from pathlib import Path

from django.conf import settings

from labeling.rounds.selectors import active_run_ids


def run_folder(training_run_id: int) -> Path:
    """The run's own folder; a worker that takes over a killed one's run finds its checkpoint here."""
    folder: Path = settings.DATA / "runs" / str(training_run_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def sweep_run_folders() -> None:
    """Remove what runs left whose job was given up without a last word."""
    active = {str(pk) for pk in active_run_ids()}
    for folder in (settings.DATA / "runs").glob("*"):
        if folder.name not in active:
            shutil.rmtree(folder, ignore_errors=True)


def remove_run_folder(training_run_id: int) -> None:
    """The run is over: what counts lies in the blob store and the database."""
    shutil.rmtree(settings.DATA / "runs" / str(training_run_id), ignore_errors=True)
