"""Cheap first: once through the whole pool, then several members for those that may be picked.

A pass of several members costs as many times more, so it is given to the most doubtful only, and only
where the project's strategy ranks by what members disagree on.
"""

from collections.abc import Mapping

from activelearning.pick.members import TTA, needs_members
from activelearning.prelabel.outcomes import ENTROPY_ONCE
from activelearning.prelabel.pool import predict_cases
from activelearning.stages import StageReport
from labeling.core import blobs
from labeling.rounds.selectors import (
    champion,
    earlier_weights,
    members_of,
    pick_candidates,
    project_by_id,
)
from models.classification.spec import is_classifier
from models.inference.members import Members
from models.spec import ModelSpec

DROPOUT = 10
ENSEMBLE = 5


def rescore_top(report: StageReport, project_id: int) -> int:
    """Score the most doubtful cases of the pool again by several members; how many were scored.

    Which cases these are is told by the entropy of the first pass, which is kept, so a worker that
    takes over a killed one's job scores what was left and comes to the same end.
    """
    project = project_by_id(project_id)
    version = champion(project)
    if version is None or is_classifier(version.spec):
        return 0
    if not needs_members(project.strategy, project.strategy_parameters):
        return 0
    spec = ModelSpec.from_json(version.spec)
    members = _members(project.members, spec, earlier_weights(version, ENSEMBLE - 1))
    if members is None:
        return 0
    done = members_of(version)
    scored = [one for one in pick_candidates(project, version) if one.components]
    scored.sort(key=lambda one: (-_once(one.components), one.case_id))
    top = scored[: project.rescore_factor * project.batch_size]
    waiting = [one.case_id for one in top if done.get(one.case_id) != members.kind]

    def said(at: int) -> None:
        report.progress(at / len(waiting), f"looking again, case {at} of {len(waiting)}")

    return predict_cases(report.run, project_id, waiting, members=members, said=said)


def _members(kind: str, spec: ModelSpec, earlier: list[str]) -> Members | None:
    """TTA stands in for dropout that the network has not, and for earlier models that are not there."""
    if kind == "none":
        return None
    if kind == "dropout" and spec.network.dropout > 0:
        return Members.dropout(DROPOUT)
    if kind == "ensemble" and earlier:
        return Members.ensemble(tuple(blobs.path(blob) for blob in earlier))
    return Members.tta(TTA)


def _once(components: Mapping[str, float]) -> float:
    return components.get(ENTROPY_ONCE, components["entropy"])
