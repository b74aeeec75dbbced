"""The next batch of a project: from records to picks and back to records."""

from dataclasses import dataclass

import numpy as np

from activelearning.pick.batch import fill_batch
from activelearning.pick.candidates import Candidate, Choice, PickContext
from labeling.core.logs import log
from labeling.projects.selectors import label_values
from labeling.rounds import selectors
from labeling.rounds.services import NewPick, follow_strategy, open_round


@dataclass(frozen=True)
class Batch:
    """What was chosen, from how many, and after which round; `record` makes a round of it."""

    project_id: int
    strategy: str
    seed: int
    pool_size: int
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
            strategy=self.strategy,
            seed=self.seed,
            pool_size=self.pool_size,
            picks=[_new_pick(choice) for choice in self.choices],
            after_round=self.after_round,
        )


def choose_batch(project_id: int, *, seed: int) -> Batch:
    """Choose by the project's policy; strategies that need a model give way to medoids without one."""
    project = selectors.project_by_id(project_id)
    version = selectors.champion(project)
    if version is not None:
        follow_strategy(version=version, strategy=project.strategy)
    candidates = [
        Candidate(
            case=one.case_id,
            patient=one.patient_id,
            band_probabilities=one.band_probabilities,
            score=one.score,
            components=one.components,
        )
        for one in selectors.pick_candidates(project, version)
    ]
    after_round = selectors.last_round_number(project)
    filled = fill_batch(
        candidates,
        strategy=project.strategy,
        size=project.batch_size,
        random_share=project.random_share,
        rng=np.random.default_rng(seed),
        context=PickContext(
            round_number=after_round + 1,
            label_values=tuple(sorted(label_values(project))),
            has_model=version is not None,
        ),
    )
    return Batch(
        project_id=project_id,
        strategy=filled.strategy,
        seed=seed,
        pool_size=len(candidates),
        after_round=after_round,
        choices=filled.choices,
    )


def batch_if_due(project_id: int, *, seed: int) -> Batch | None:
    """As `choose_batch`; None while the live model's own round still has picks for people."""
    if not selectors.batch_is_due(selectors.project_by_id(project_id)):
        return None
    return choose_batch(project_id, seed=seed)


def _new_pick(choice: Choice) -> NewPick:
    one = choice.candidate
    return NewPick(
        case_id=one.case, arm=choice.arm, score=one.score, components=dict(one.components)
    )
