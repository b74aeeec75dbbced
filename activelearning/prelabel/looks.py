"""What cases look like: to nobody before there is a model, then to the model those it has learned from.

Diverse batches are made of cases that differ from each other and from what is labelled already.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from activelearning.pick.strategies import STRATEGIES
from activelearning.prelabel.films import embed_film
from activelearning.prelabel.outcomes import OF_THE_CASE
from activelearning.prelabel.predictors import load_predictor
from activelearning.score.descriptor import KIND, describe
from activelearning.stages import StageReport
from labeling.cohorts.selectors.images import load_channels
from labeling.core.logs import log
from labeling.ingest.selectors import geometry_of
from labeling.rounds.selectors import champion, labelled_to_see, project_by_id, undescribed
from labeling.rounds.services import store_descriptor
from models.classification.spec import is_classifier
from models.errors import DeviceLost

MOST = 1000
"""Cases that are described before the first batch: reading 10,000 scans would hold it up for hours."""
EMBEDDING = "embedding"


def describe_pool(report: StageReport, project_id: int) -> int:
    """Before there is a model: describe up to MOST cases of the pool; how many were new."""
    project = project_by_id(project_id)
    if champion(project) is not None:
        return 0
    waiting = list(undescribed(project, kind=KIND, most=MOST))
    return _store_each(report, waiting, _look_of, KIND, "looking at case")


def see_labelled(report: StageReport, project_id: int) -> int:
    """Let the champion see the labelled cases, where the strategy compares with them; how many.

    Raises:
        DeviceLost: no other case can be seen here either.
    """
    project = project_by_id(project_id)
    version = champion(project)
    if version is None or EMBEDDING not in STRATEGIES[project.strategy].needs:
        return 0
    embed = embed_film if is_classifier(version.spec) else _embed_volume
    waiting = list(labelled_to_see(version))
    see = partial(embed, version)
    return _store_each(report, waiting, see, EMBEDDING, "labelled case", version_id=version.pk)


def _store_each(
    report: StageReport,
    waiting: Sequence[Any],
    look: Callable[[Any], Sequence[float]],
    kind: str,
    words: str,
    *,
    version_id: int | None = None,
) -> int:
    done = 0
    for at, case in enumerate(waiting, start=1):
        report.run.stop_if_asked()
        try:
            values = look(case)
        except DeviceLost:
            raise
        except OF_THE_CASE as problem:
            log.warning("look.skipped", case_id=case.pk, code=problem.code)
            continue
        with report.run.commit_results(last=False):
            store_descriptor(case_id=case.pk, kind=kind, values=values, version_id=version_id)
        done += 1
        report.progress(at / len(waiting), f"{words} {at} of {len(waiting)}")
    return done


def _look_of(case: Any) -> Sequence[float]:
    return describe(load_channels(case, []), geometry_of(case.series).spacing)


def _embed_volume(version: Any, case: Any) -> list[float]:
    predictor = load_predictor(version.weights_blob, version.spec)
    image = load_channels(case, version.run.channels)
    seen = predictor.predict(image, geometry_of(case.series).spacing)
    return [float(value) for value in seen.embedding]
