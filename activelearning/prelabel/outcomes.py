"""What becomes of one case of the pool: a draft and a score, or a word on why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from activelearning.prelabel.draft import Proposal, proposal_of
from activelearning.score.errors import ScoreProblem
from labeling.cohorts.errors import ChannelProblem
from labeling.core.blobs import BlobDamaged, BlobMissing
from labeling.core.jobs import Run
from labeling.core.logs import log
from labeling.imaging.problems import ImagingProblem
from labeling.ingest.errors import NotVolume
from labeling.prelabel.errors import CaseIsOpened
from labeling.prelabel.selectors import keeps_its_draft, unopened_cases
from labeling.prelabel.services import store_draft
from labeling.rounds.selectors import champion, measure_for, project_by_id
from labeling.rounds.services import note_unscored, store_score
from models.errors import DeviceLost, ModelProblem
from models.inference.pool import Outcome
from models.spec import ModelSpec

OF_THE_CASE = (
    ModelProblem,
    ScoreProblem,
    ImagingProblem,
    ChannelProblem,
    NotVolume,
    BlobDamaged,
    BlobMissing,
)
"""What is wrong with one case: it must not hold up the others."""

ENTROPY_ONCE = "entropy_once"
"""What a case that was scored by several members was chosen by: its entropy before."""


def keep_draft(case: Any, version: Any, proposal: Proposal, seconds: float) -> None:
    """Make it the case's draft, in the caller's transaction; raises CaseIsOpened."""
    store_draft(
        case=case,
        version=version,
        mask=proposal.mask,
        uncertainty=proposal.uncertainty,
        slice_doubt=proposal.slice_doubt,
        doubtful_places=proposal.doubtful_places,
        seconds=round(seconds, 3),
    )


@dataclass(frozen=True)
class Keeper:
    """Stores outcomes of one model, each in a commit of its own.

    `members` says whose mean they are; "" is the network asked once.
    """

    run: Run
    project_id: int
    version_id: int
    spec: ModelSpec
    members: str = ""

    def is_live(self) -> bool:
        """Whether the model is still the champion: what another thinks is of no use."""
        version = champion(project_by_id(self.project_id))
        return version is not None and version.pk == self.version_id

    def keep(self, outcome: Outcome[int], spacing: Sequence[float], *, seconds: float) -> bool:
        """Store what came of a case; False when it came to nothing, which is recorded too.

        Raises:
            Superseded: the job belongs to another worker; nothing is stored.
            DeviceLost: no other case can be answered here either.
            Exception: something is wrong that is not the case.
        """
        try:
            proposal = proposal_of(outcome.result(), self.spec, spacing)
            return self._store(outcome.key, proposal, seconds)
        except CaseIsOpened as problem:
            log.info("draft.opened_meanwhile", case_id=outcome.key, code=problem.code)
        except DeviceLost:
            raise
        except OF_THE_CASE as problem:
            self.leave_out(outcome.key, problem)
        return False

    def leave_out(self, case_id: int, problem: Exception) -> None:
        """Record why there is no score; one from before stays."""
        code = str(getattr(problem, "code", "unexpected"))
        log.warning("draft.skipped", case_id=case_id, code=code, exc_info=problem)
        with self.run.commit_results(last=False):
            note_unscored(
                case_id=case_id,
                version_id=self.version_id,
                code=code,
                reason=str(getattr(problem, "message", "")) or str(problem),
            )

    def _store(self, case_id: int, proposal: Proposal, seconds: float) -> bool:
        with self.run.commit_results(last=False):
            project = project_by_id(self.project_id)
            version = champion(project)
            if version is None or version.pk != self.version_id:
                return False
            case = unopened_cases(self.project_id).filter(pk=case_id).first()
            if case is None:
                return False
            if not keeps_its_draft(case):
                keep_draft(case, version, proposal, seconds)
            before = case.scores.filter(model_version=version).first()
            components = proposal.doubt.components()
            if self.members and before is not None:
                once = before.components
                components[ENTROPY_ONCE] = once.get(ENTROPY_ONCE, once["entropy"])
            measure = measure_for(project.strategy, project.strategy_parameters, components)
            store_score(
                case_id=case_id,
                version_id=version.pk,
                score=components[measure],
                measure=measure,
                components=components,
                band_probabilities=proposal.doubt.band_probabilities,
                embedding=proposal.doubt.embedding,
                members=self.members,
            )
        return True
