"""Judge a classifier on the locked holdout, against the champion."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from activelearning.curate.films import ApprovedFilm, approved_films
from activelearning.prelabel.predictors import load_classifier
from activelearning.retrain.judge import Judgement
from activelearning.stages import StageReport
from labeling.rounds.selectors import champion, training_run
from models.classification.gate import FilmScores, judge_findings, rows_of
from models.classification.metrics import score_finding
from models.classification.predictor import ClassifierPredictor
from models.classification.spec import ClassifierSpec
from models.classification.triage import abnormal_labels, abnormality, score_triage
from models.evaluation.subgroups import hidden_groups


def judge_films_on_holdout(
    report: StageReport, training_run_id: int, weights_blob: str, spec: dict[str, Any]
) -> Judgement:
    """As `judge_on_holdout`, for a project of findings: one film is in memory at a time.

    Raises:
        SpecProblem, WeightsProblem: the weights do not belong to the spec.
        BlobMissing, BlobDamaged: the stored weights are not what was stored.
    """
    training = training_run(training_run_id)
    challenger = load_classifier(weights_blob, spec)
    version = champion(training.project)
    live = load_classifier(version.weights_blob, version.spec) if version else None
    against = version.pk if version else None
    new, old = list[FilmScores](), list[FilmScores]()
    for case in approved_films(training_run_id, "holdout"):
        report.run.stop_if_asked()
        new.append(_scored(challenger, case))
        if live is not None:
            old.append(_scored(live, case))
        report.progress(0.5, f"{len(new)} cases")
    if not new:
        return Judgement(gate=None, holdout={}, champion=against)
    findings = challenger.spec.findings
    rng = np.random.default_rng(training.seed)
    return Judgement(
        gate=judge_findings(new, old or None, findings, rng=rng),
        holdout=findings_summary(new, challenger.spec, np.random.default_rng(training.seed)),
        champion=against,
    )


def findings_summary(
    films: list[FilmScores], spec: ClassifierSpec, rng: np.random.Generator
) -> dict[str, Any]:
    """What ModelVersion.metrics["holdout"] keeps: each finding, by subgroup too, triage, each film."""
    labels = np.array(
        [[_number(one.labels.get(key)) for key in spec.findings] for one in films], np.float64
    )
    said = np.array([[one.probabilities[key] for key in spec.findings] for one in films])
    patients = [one.patient for one in films]
    triage = spec.triage and score_triage(
        spec.triage, abnormality(said, spec), abnormal_labels(labels, spec), patients, rng
    )
    return {
        "task": "classification",
        "n": len(films),
        "patients": len(set(patients)),
        "findings": {
            key: score_finding(rows_of(films, key), rng).to_json() for key in spec.findings
        },
        "findings_by_group": findings_by_group(films, spec, rng),
        "triage": triage.to_json() if triage else None,
        "per_case": [one.to_json() for one in films],
    }


def findings_by_group(
    films: list[FilmScores], spec: ClassifierSpec, rng: np.random.Generator
) -> dict[str, dict[str, Any]]:
    """By group, then by finding; small ones, and what would tell them, say only that they are."""
    names = sorted({group for one in films for group in one.groups})
    members = {name: [one for one in films if name in one.groups] for name in names}
    scores = {
        name: {key: score_finding(rows_of(of, key), rng, suppress=True) for key in spec.findings}
        for name, of in members.items()
    }
    small = {
        name: "small"
        for name, found in scores.items()
        if any(one.why == "too_few" for one in found.values())
    }
    hidden = hidden_groups(_by_attribute(names), _patients(members), small)
    why = {name: "too_few" if how == "small" else how for name, how in hidden.items()}
    return {
        name: {
            key: (one.withheld(why[name]) if name in why else one).to_json()
            for key, one in of.items()
        }
        for name, of in scores.items()
    }


def _by_attribute(names: list[str]) -> list[list[str]]:
    """Groups of one attribute, which together make up all films that say something of it."""
    attributes = sorted({name.split(":")[0] for name in names})
    return [[name for name in names if name.split(":")[0] == one] for one in attributes]


def _patients(members: Mapping[str, list[FilmScores]]) -> dict[str, int]:
    return {name: len({one.patient for one in of}) for name, of in members.items()}


def _scored(predictor: ClassifierPredictor, case: ApprovedFilm) -> FilmScores:
    said = predictor.predict(case.film.image, case.film.spacing)
    return FilmScores(
        case=case.name,
        patient=case.patient,
        probabilities={
            key: float(p)
            for key, p in zip(predictor.spec.findings, said.probabilities, strict=True)
        },
        labels=case.labels,
        groups=case.groups,
    )


def _number(label: int | None) -> float:
    return float("nan") if label is None else float(label)
