"""What becomes of one case of the pool: a draft and a score, or a word on why there is none."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from activelearning.prelabel.draft import Proposal
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


class Doubt(Protocol):
    """How much a case is doubted, by a network of either task."""

    @property
    def band_probabilities(self) -> Sequence[float]: ...

    @property
    def embedding(self) -> Sequence[float]: ...

    def components(self) -> dict[str, float]:
        """By key, see `labeling.rounds.selectors.measures`."""
        ...


class Doubted(Protocol):
    """A proposal of either task."""

    @property
    def doubt(self) -> Doubt: ...


P = TypeVar("P", bound=Doubted)


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
class Keeper(Generic[P]):
    """Stores what one model proposes, each case in a commit of its own.

    Attributes:
        draft: makes a proposal the draft of (case, version); it took so many seconds.
        members: whose mean it is; "" is the network asked once.
    """

    run: Run
    project_id: int
    version_id: int
    draft: Callable[[Any, Any, P, float], None]
    members: str = ""

    def is_live(self) -> bool:
        """Whether the model is still the champion: what another thinks is of no use."""
        version = champion(project_by_id(self.project_id))
        return version is not None and version.pk == self.version_id

    def keep(self, case_id: int, propose: Callable[[], P], *, since: float) -> bool:
        """Store what came of a case; False when it came to nothing, which is recorded too.

        Args:
            case_id: of which case.
            propose: gives the proposal, or raises what became of it.
            since: monotonic time at which it was begun.

        Raises:
            Superseded: the job belongs to another worker; nothing is stored.
            DeviceLost: no other case can be answered here either.
            Exception: something is wrong that is not the case.
        """
        try:
            proposal = propose()
            return self._store(case_id, proposal, time.monotonic() - since)
        except CaseIsOpened as problem:
            log.info("draft.opened_meanwhile", case_id=case_id, code=problem.code)
        except DeviceLost:
            raise
        except OF_THE_CASE as problem:
            self.leave_out(case_id, problem)
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

    def _store(self, case_id: int, proposal: P, seconds: float) -> bool:
        with self.run.commit_results(last=False):
            project = project_by_id(self.project_id)
            version = champion(project)
            if version is None or version.pk != self.version_id:
                return False
            case = unopened_cases(self.project_id).filter(pk=case_id).first()
            if case is None:
                return False
            if not keeps_its_draft(case):
                self.draft(case, version, proposal, seconds)
            before = case.scores.filter(model_version=version).first()
            components = proposal.doubt.components()
            if self.members and before is not None and before.members != self.members:
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
