"""Reads of the loop's memory."""

from labeling.rounds.selectors.explain import unscored_of, why
from labeling.rounds.selectors.judgement import (
    gate_of,
    holdout_of,
    human_of,
    length_remark,
    telling_groups,
)
from labeling.rounds.selectors.looks import labelled_to_see, undescribed
from labeling.rounds.selectors.measures import label_names, measure_for
from labeling.rounds.selectors.pool import (
    Candidate,
    approved_for_training,
    batch_is_due,
    labelled_embeddings,
    pick_candidates,
)
from labeling.rounds.selectors.query_rates import query_rates
from labeling.rounds.selectors.ranked import ranked_by
from labeling.rounds.selectors.records import (
    CurvePoint,
    Standing,
    active_run_ids,
    champion,
    earlier_weights,
    has_model,
    last_round_number,
    learning_curve,
    members_of,
    model_for,
    models_of,
    picked_case_ids,
    previous_champion,
    project_by_id,
    project_id_of,
    quick_model,
    round_for,
    rounds_of,
    training_run,
    training_run_for,
    training_runs_of,
)
from labeling.rounds.selectors.rules import bound_words, class_names, rule_words
from labeling.rounds.selectors.words import gate_words, group_words

__all__ = [
    "Candidate",
    "CurvePoint",
    "Standing",
    "active_run_ids",
    "approved_for_training",
    "batch_is_due",
    "bound_words",
    "champion",
    "class_names",
    "earlier_weights",
    "gate_of",
    "gate_words",
    "group_words",
    "has_model",
    "holdout_of",
    "human_of",
    "label_names",
    "labelled_embeddings",
    "labelled_to_see",
    "last_round_number",
    "learning_curve",
    "length_remark",
    "measure_for",
    "members_of",
    "model_for",
    "models_of",
    "pick_candidates",
    "picked_case_ids",
    "previous_champion",
    "project_by_id",
    "project_id_of",
    "query_rates",
    "quick_model",
    "ranked_by",
    "round_for",
    "rounds_of",
    "rule_words",
    "telling_groups",
    "training_run",
    "training_run_for",
    "training_runs_of",
    "undescribed",
    "unscored_of",
    "why",
]
