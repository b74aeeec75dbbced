"""Reads of the loop's memory."""

from labeling.rounds.selectors.explain import (
    histogram_of,
    label_names,
    named_components,
    scores_of,
    why,
)
from labeling.rounds.selectors.pool import Candidate, has_approved_case, pick_candidates
from labeling.rounds.selectors.records import (
    champion,
    last_round_number,
    learning_curve,
    model_for,
    models_of,
    previous_champion,
    round_for,
    rounds_of,
    scores_by,
    training_run,
    training_run_for,
    training_runs_of,
)

__all__ = [
    "Candidate",
    "champion",
    "has_approved_case",
    "histogram_of",
    "label_names",
    "last_round_number",
    "learning_curve",
    "model_for",
    "models_of",
    "named_components",
    "pick_candidates",
    "previous_champion",
    "round_for",
    "rounds_of",
    "scores_by",
    "scores_of",
    "training_run",
    "training_run_for",
    "training_runs_of",
    "why",
]
