"""Reads of the loop's memory."""

from labeling.rounds.selectors.explain import histogram_of, scores_of, why
from labeling.rounds.selectors.judgement import gate_of, holdout_of, human_of
from labeling.rounds.selectors.measures import (
    label_names,
    measure_for,
    named_components,
    words_of,
)
from labeling.rounds.selectors.pool import (
    Candidate,
    batch_is_due,
    has_approved_case,
    labelled_embeddings,
    pick_candidates,
)
from labeling.rounds.selectors.query_rates import query_rates
from labeling.rounds.selectors.records import (
    active_run_ids,
    champion,
    has_model,
    last_round_number,
    learning_curve,
    model_for,
    models_of,
    picked_case_ids,
    previous_champion,
    project_by_id,
    project_id_of,
    round_for,
    rounds_of,
    training_run,
    training_run_for,
    training_runs_of,
)
from labeling.rounds.selectors.rules import bound_words, class_names, rule_words

__all__ = [
    "Candidate",
    "active_run_ids",
    "batch_is_due",
    "bound_words",
    "champion",
    "class_names",
    "gate_of",
    "has_approved_case",
    "has_model",
    "histogram_of",
    "holdout_of",
    "human_of",
    "label_names",
    "labelled_embeddings",
    "last_round_number",
    "learning_curve",
    "measure_for",
    "model_for",
    "models_of",
    "named_components",
    "pick_candidates",
    "picked_case_ids",
    "previous_champion",
    "project_by_id",
    "project_id_of",
    "query_rates",
    "round_for",
    "rounds_of",
    "rule_words",
    "scores_of",
    "training_run",
    "training_run_for",
    "training_runs_of",
    "why",
    "words_of",
]
