"""A simulation that a lead asked for, on the approved masks of a project.

It runs on the machine that trains and drafts for people, below all of that: as soon as anything else
waits there it stops, within seconds and in the middle of a training, and a new job goes on from the
checkpoint when the machine is free again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from django.conf import settings

from activelearning.curate.dataset import reading_of
from activelearning.folders import (
    remove_simulation_folder,
    simulation_folder,
    sweep_simulation_folders,
)
from activelearning.simulate.cases import Grammar, Source, TruthCase
from activelearning.simulate.conduct import Pace, Progress, conduct
from activelearning.simulate.errors import OtherProtocol, SimulationProblem
from activelearning.simulate.protocol import Protocol
from activelearning.simulate.round import Table
from activelearning.simulate.setup import set_up
from activelearning.simulate.summary import summarise
from labeling.annotate.selectors import judged_mask
from labeling.cohorts.selectors import case_name
from labeling.cohorts.selectors.images import load_channels
from labeling.core import jobs
from labeling.core.jobs import Run
from labeling.ingest.selectors import geometry_of
from labeling.review.selectors import approved_revisions
from labeling.simulations import services
from labeling.simulations.errors import SimulationOver
from labeling.simulations.parameters import HOLDOUT_SHARE, Parameters
from labeling.simulations.selectors import (
    LEARNED_FROM,
    simulation,
    still_wanted,
)

LOOK_SECONDS = 2.0


class StepAside(Exception):
    """Something that people wait for is to be done first."""


def simulate_project(run: Run, simulation_id: int) -> None:
    """Play it to its end, or until it is cancelled or has to step aside.

    Raises:
        Interrupted: the worker was asked to stop; what was played stays.
        Superseded: the job belongs to another worker by now.
        SimulationProblem, ModelProblem: it cannot be played.
    """
    sweep_simulation_folders()
    if not still_wanted(simulation_id):
        return
    with run.commit_results(last=False):
        services.start_simulation(simulation_id=simulation_id)
    try:
        table = _table(run, simulation_id)
        devices = [str(number) for number in range(torch.cuda.device_count())]
        watch = _Watch(run, simulation_id, table)
        conduct(table, workers=len(devices) or 1, watch=watch, cuda=devices)
        results = summarise(table)
        if results is None:
            raise SimulationProblem("No seed was played to its end.")
        with run.commit_results():
            services.finish_simulation(simulation_id=simulation_id, results=results)
    except StepAside:
        with run.commit_results():
            services.put_back(simulation_id=simulation_id)
        return
    except SimulationOver:
        pass  # it was cancelled
    remove_simulation_folder(simulation_id)


def _table(run: Run, simulation_id: int) -> Table:
    """As it was begun; begun anew when the code has changed since, for arms must not be mixed."""
    protocol = _protocol(Parameters.from_json(simulation(simulation_id).parameters))
    try:
        return _set_up(run, simulation_id, protocol)
    except OtherProtocol:
        remove_simulation_folder(simulation_id)
        return _set_up(run, simulation_id, protocol)


def _set_up(run: Run, simulation_id: int, protocol: Protocol) -> Table:
    return set_up(
        simulation_folder(simulation_id),
        protocol,
        name=f"simulation {simulation_id}",
        source=lambda: _source(run, simulation_id),
        holdout_share=HOLDOUT_SHARE,
    )


def _protocol(parameters: Parameters) -> Protocol:
    return Protocol(
        strategies=parameters.strategies,
        seeds=parameters.seeds,
        seed_labels=parameters.seed_labels,
        batch=parameters.batch,
        rounds=parameters.rounds,
        steps=parameters.steps,
        threads=settings.TRAINING_THREADS or os.cpu_count() or 1,
        device="cuda" if torch.cuda.is_available() else "cpu",
    )


def _source(run: Run, simulation_id: int) -> Source:
    """The approved masks of now, noted with the simulation; patients by opaque key."""
    project = simulation(simulation_id).project
    revisions = list(approved_revisions(project, splits=LEARNED_FROM))
    with run.commit_results(last=False):
        services.note_simulation(
            simulation_id=simulation_id,
            revisions=[
                {"case": one.case_id, "revision": one.pk, "mask_sha256": one.mask_sha256}
                for one in revisions
            ],
        )

    def cases() -> Iterator[TruthCase]:
        for at, revision in enumerate(revisions, start=1):
            run.stop_if_asked()
            run.progress(0.0, f"Gathering approved masks: {at} of {len(revisions)}")
            case = revision.case
            yield TruthCase(
                id=case_name(case),
                patient=str(case.patient_id),
                image=load_channels(case, project.channels),
                mask=judged_mask(revision),
                spacing=geometry_of(case.series).spacing,
            )

    return Source(Grammar(**reading_of(project.pk)), cases())


@dataclass
class _Watch:
    """Passes progress on, and ends the play when that is called for."""

    run: Run
    simulation_id: int
    table: Table
    _looked: float = field(default_factory=time.monotonic)
    _pace: Pace = field(default_factory=Pace)

    def __call__(self, progress: Progress | None) -> None:
        self.run.stop_if_asked()
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            if not still_wanted(self.simulation_id):
                raise SimulationOver
            if jobs.something_more_urgent_waits(self.run.job_id):
                raise StepAside
        if progress is not None:
            self._tell(progress)

    def _tell(self, progress: Progress) -> None:
        self.run.progress(
            min(progress.played / progress.of, 0.999),
            _words(progress),
            eta_seconds=self._pace.seconds_left(progress),
        )
        if progress.event.get("event") == "played":
            with self.run.commit_results(last=False):
                services.note_simulation(simulation_id=self.simulation_id, played=progress.played)


def _words(progress: Progress) -> str:
    place = f"{progress.played} of {progress.of} rounds"
    if progress.task is None:
        return place
    event: dict[str, Any] = progress.event
    step = f", step {event['step']}" if event.get("event") == "progress" else ""
    return f"{place}; {progress.task.words}{step}"
