"""Where a training run or a simulation keeps its files until it is over: under the data folder, by id."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings

from labeling.rounds.selectors import active_run_ids
from labeling.simulations.selectors import active_simulation_ids

RUNS = "runs"
SIMULATIONS = "simulations"


def run_folder(training_run_id: int) -> Path:
    """The run's own folder; a worker that takes over a killed one's run finds its checkpoint here."""
    return _made(RUNS, training_run_id)


def sweep_run_folders() -> None:
    """Remove what runs left whose job was given up without a last word."""
    _sweep(RUNS, active_run_ids)


def remove_run_folder(training_run_id: int) -> None:
    """The run is over: what counts lies in the blob store and the database."""
    _remove(RUNS, training_run_id)


def simulation_folder(simulation_id: int) -> Path:
    """The simulation's own folder: what was played of it is found again here."""
    return _made(SIMULATIONS, simulation_id)


def sweep_simulation_folders() -> None:
    """Remove what simulations left that are over."""
    _sweep(SIMULATIONS, active_simulation_ids)


def remove_simulation_folder(simulation_id: int) -> None:
    """It is over, or to be begun anew."""
    _remove(SIMULATIONS, simulation_id)


def _made(kind: str, pk: int) -> Path:
    folder: Path = settings.DATA / kind / str(pk)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sweep(kind: str, active: Callable[[], Iterable[int]]) -> None:
    """Folders first: one that another worker makes from now on belongs to what is active later."""
    folders = list((settings.DATA / kind).glob("*"))
    kept = {str(pk) for pk in active()}
    for folder in folders:
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _remove(kind: str, pk: int) -> None:
    shutil.rmtree(settings.DATA / kind / str(pk), ignore_errors=True)
