"""The next batch of a project: from records to picks and back to records."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from activelearning.pick.batch import fill_batch
from activelearning.pick.candidates import Candidate, Choice, PickContext
from activelearning.pick.constraints import Constraints
from activelearning.pick.cost import ExpectedMinutes, Reading, fit_minutes
from activelearning.pick.measures import FOREGROUND
from labeling.core.logs import log
from labeling.projects.selectors import class_values
from labeling.review.selectors import RecordedReading, recorded_readings
from labeling.rounds import selectors
from labeling.rounds.services import HowPicked, NewPick, follow_strategy, open_round


@dataclass(frozen=True)
class Batch:
    """What was chosen, how, and after which round; `record` makes a round of it."""

    project_id: int
    how: HowPicked
    after_round: int
    choices: list[Choice]

    def record(self) -> None:
        """Open the round, in the caller's transaction. An empty batch leaves things as they are.

        Raises:
            RoundTaken: 409, another round was opened since the choice.
        """
        if not self.choices:
            log.info("round.nothing_to_pick", project_id=self.project_id)
            return
        project = selectors.project_by_id(self.project_id)
        open_round(
            project=project,
            version=selectors.champion(project),
            how=self.how,
            picks=[_new_pick(choice) for choice in self.choices],
            after_round=self.after_round,
        )


def choose_batch(project_id: int, *, seed: int) -> Batch:
    """Choose by the project's policy; strategies that need a model give way to medoids without one."""
    project = selectors.project_by_id(project_id)
    version = selectors.champion(project)
    if version is not None:
        follow_strategy(
            version=version, strategy=project.strategy, parameters=project.strategy_parameters
        )
    found = selectors.pick_candidates(project, version)
    expected = _expected_minutes(recorded_readings(project))
    after_round = selectors.last_round_number(project)
    filled = fill_batch(
        [_candidate(one, expected) for one in found],
        strategy=project.strategy,
        parameters=project.strategy_parameters,
        size=project.batch_size,
        random_share=project.random_share,
        rng=np.random.default_rng(seed),
        context=PickContext(
            round_number=after_round + 1,
            labelled_embeddings=np.array(
                selectors.labelled_embeddings(project, version), np.float64
            ),
            label_values=class_values(project),
            has_model=version is not None,
            constraints=Constraints.from_json(project.pick_constraints),
        ),
    )
    return Batch(
        project_id=project_id,
        how=HowPicked(
            strategy=filled.strategy,
            seed=seed,
            pool_size=len(found),
            parameters=project.strategy_parameters if filled.strategy == project.strategy else {},
            constraints=project.pick_constraints,
            bounds=[asdict(bound) for bound in filled.bounds],
        ),
        after_round=after_round,
        choices=filled.choices,
    )


def batch_if_due(project_id: int, *, seed: int) -> Batch | None:
    """As `choose_batch`; None while the live model's own round still has picks for people."""
    if not selectors.batch_is_due(selectors.project_by_id(project_id)):
        return None
    return choose_batch(project_id, seed=seed)


def _expected_minutes(readings: Sequence[RecordedReading]) -> ExpectedMinutes:
    return fit_minutes(
        [Reading(one.minutes, _features(one.slices, one.components)) for one in readings]
    )


def _candidate(one: selectors.Candidate, expected: ExpectedMinutes) -> Candidate:
    return Candidate(
        case=one.case_id,
        patient=one.patient_id,
        components=one.components,
        band_probabilities=one.band_probabilities,
        embedding=one.embedding,
        score=one.score,
        site=one.site,
        scanner=one.scanner,
        findings=_findings(one.components),
        cost_minutes=expected.of(_features(one.slices, one.components)),
    )


def _findings(components: Mapping[str, float]) -> dict[str, float]:
    """Probability of each finding, where the model is a classifier."""
    mark = "finding:"
    return {key[len(mark) :]: p for key, p in components.items() if key.startswith(mark)}


def _features(slices: int, components: Mapping[str, Any]) -> tuple[float, ...]:
    """What reading time is foretold by: size, doubt and predicted foreground; NaN where unknown."""
    return (
        math.log(max(slices, 1)),
        components.get("entropy", math.nan),
        components.get(FOREGROUND, math.nan),
    )


def _new_pick(choice: Choice) -> NewPick:
    one = choice.candidate
    return NewPick(
        case_id=one.case,
        arm=choice.arm,
        score=one.score,
        components=dict(one.components),
        rule=choice.rule,
        value=choice.value,
    )
