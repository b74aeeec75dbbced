"""Draft and score the cases that nobody has opened."""

import time
from collections.abc import Callable, Iterator, Sequence

from activelearning.prelabel.asking import proposals
from activelearning.prelabel.films import LOOKS, answers, keep_findings
from activelearning.prelabel.outcomes import Keeper, P, keep_draft
from activelearning.stages import StageReport
from labeling.core.jobs import Run
from labeling.prelabel.selectors import cases_to_draft
from labeling.rounds.selectors import champion, project_by_id
from models.classification.spec import is_classifier
from models.inference.members import Members

Said = Callable[[int], None]


def draft_pool(report: StageReport, project_id: int) -> int:
    """Every case that the champion has not drafted and scored yet; return how many were done.

    Each case is a commit of its own, so a killed worker loses what the device had in hand: one
    case, or a batch of small ones on a GPU. A case that the network cannot take is left out, and
    why is recorded: it must not hold up the others.
    """
    version = champion(project_by_id(project_id))
    if version is None:
        return 0
    waiting = list(cases_to_draft(version).values_list("pk", flat=True))

    def said(at: int) -> None:
        report.progress(at / len(waiting), f"case {at} of {len(waiting)}")

    return predict_cases(report.run, project_id, waiting, said=said)


def draft_case(run: Run, project_id: int, case_id: int) -> bool:
    """Draft and score one case by the champion; False when there is nothing to do or it was left out.

    Raises:
        Superseded: the job belongs to another worker; nothing is stored.
    """
    version = champion(project_by_id(project_id))
    if version is None or not cases_to_draft(version).filter(pk=case_id).exists():
        return False
    return predict_cases(run, project_id, [case_id]) == 1


def predict_cases(
    run: Run,
    project_id: int,
    case_ids: Sequence[int],
    *,
    members: Members | None = None,
    said: Said = lambda at: None,
) -> int:
    """Let the champion look at the cases, and keep each as soon as it is there; how many were kept.

    Ends early where another model becomes the champion.

    Raises:
        ModelProblem, BlobMissing: the model cannot be loaded.
        Interrupted: the worker was asked to stop.
        Superseded: the job is another's.
    """
    version = champion(project_by_id(project_id))
    if version is None or not case_ids:
        return 0
    if not is_classifier(version.spec):
        kind = members.kind if members else ""
        keeper = Keeper(run, project_id, version.pk, keep_draft, kind)
        return _keep_all(keeper, proposals(run, version, case_ids, members), said)
    if members:  # its looks are several from the first
        return 0
    films = Keeper(run, project_id, version.pk, keep_findings, LOOKS)
    return _keep_all(films, answers(version, case_ids), said)


def _keep_all(keeper: Keeper[P], found: Iterator[tuple[int, Callable[[], P]]], said: Said) -> int:
    kept = 0
    began = time.monotonic()
    for at, (case_id, propose) in enumerate(found, start=1):
        keeper.run.stop_if_asked()
        kept += keeper.keep(case_id, propose, since=began)
        began = time.monotonic()
        said(at)
        if not keeper.is_live():
            break
    return kept
