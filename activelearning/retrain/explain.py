"""Do maps of a new version show what it learned? Checked once, on a few cases that it never claims anything on."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

from activelearning.curate.dataset import ApprovedCase, approved_cases
from activelearning.curate.films import approved_films
from activelearning.prelabel.predictors import load_classifier, load_predictor
from activelearning.stages import StageReport
from labeling.core.logs import log
from labeling.rounds.selectors import training_run
from models.classification.spec import is_classifier
from models.errors import DeviceLost, InputProblem, ModelProblem
from models.explain.check import MOST_FILMS, MOST_MASKS, check_classifier, check_segmentation
from models.explain.film import seen_film
from models.explain.mask import Aim, aim_at, window_around
from models.explain.methods import OF_FILMS, OF_MASKS
from models.explain.sanity import SanityReport
from models.inference.memory import is_out_of_memory
from models.inference.predictor import Predictor
from models.transforms.normalise import absolute

SPLITS = ("validation", "train")
"""The holdout stays for claims."""
T = TypeVar("T")
Reports = dict[str, dict[str, Any]]


def check_explanations(
    report: StageReport, training_run_id: int, weights_blob: str, spec: dict[str, Any]
) -> Reports:
    """What ModelVersion.metrics["explain"] keeps: a SanityReport for each method.

    A method that could not be checked is left out, and so is not offered: this never stops a turn.

    Raises:
        DeviceLost: the GPU does not answer any more.
        Interrupted: the worker was asked to stop.
    """
    seed = training_run(training_run_id).seed
    if is_classifier(spec):
        classifier = load_classifier(weights_blob, spec)
        seen = [
            seen_film(classifier, one.film.image, one.film.spacing)
            for one in _some(training_run_id, approved_films, max(MOST_FILMS.values()))
        ]
        outputs = len(classifier.spec.findings)

        def check(method: str) -> SanityReport:
            return check_classifier(classifier.network, seen, outputs, method, seed=seed)

        return _reports(report, OF_FILMS if seen else (), check)
    predictor = load_predictor(weights_blob, spec)
    cases = _some(training_run_id, _masks, MOST_MASKS)
    aims = [aim for at, case in enumerate(cases) for aim in _aim(predictor, case, at)]
    return _reports(
        report,
        OF_MASKS if aims else (),
        lambda method: check_segmentation(aims, method, seed=seed),
    )


def _reports(
    report: StageReport, methods: Sequence[str], check: Callable[[str], SanityReport]
) -> Reports:
    made: Reports = {}
    for method in methods:
        report.run.stop_if_asked()
        report.progress(0.9, "checking explanations")
        try:
            made[method] = check(method).to_json()
        except (ModelProblem, RuntimeError, MemoryError) as error:
            if isinstance(error, DeviceLost):
                raise
            if not isinstance(error, ModelProblem) and not is_out_of_memory(error):
                raise
            log.warning("explain.unchecked", method=method, exc_info=error)
    return made


def _some(
    training_run_id: int, approved: Callable[[int, str], Iterator[T]], most: int
) -> Iterator[T]:
    """The first approved cases, of the validation split where there are any."""
    return islice(chain.from_iterable(approved(training_run_id, one) for one in SPLITS), most)


def _masks(training_run_id: int, split: str) -> Iterator[ApprovedCase]:
    """Cases that lack a sequence were told of where the training set was made."""
    channels = training_run(training_run_id).channels
    return approved_cases(training_run_id, split, channels, lambda _: None)


def _aim(predictor: Predictor, case: ApprovedCase, at: int) -> Iterator[Aim]:
    """At a label of the case, another one in each; none where a case has no label or is not taken."""
    values = [value for value in predictor.spec.label_values[1:] if (case.mask == value).any()]
    if not values:
        return
    label = values[at % len(values)]
    drawn = case.mask == label
    window = window_around(drawn, case.spacing, predictor.spec)
    try:
        yield aim_at(
            predictor,
            case.image[(slice(None), *window)],
            drawn[window],
            case.spacing,
            label,
            normalisation=[
                absolute(channel, predictor.spec.normalisation_of(number))
                for number, channel in enumerate(case.image)
            ],
        )
    except InputProblem as problem:
        log.warning("explain.left_out", case_id=case.case_id, exc_info=problem)
