"""Acts of the loop: training, promotion, scoring, picking."""

from labeling.rounds.services.picks import HowPicked, NewPick, open_round, request_picks
from labeling.rounds.services.promotion import (
    hold_model,
    let_prefill,
    promote_model,
    reject_model,
    roll_back,
)
from labeling.rounds.services.scores import (
    follow_strategy,
    note_unscored,
    store_descriptor,
    store_score,
)
from labeling.rounds.services.training import (
    add_to_curve,
    fail_run,
    finish_run,
    note_left_out,
    note_revisions,
    note_seconds,
    request_training,
    request_training_if_idle,
    start_run,
)
from labeling.rounds.services.versions import NewVersion, record_version

__all__ = [
    "HowPicked",
    "NewPick",
    "NewVersion",
    "add_to_curve",
    "fail_run",
    "finish_run",
    "follow_strategy",
    "hold_model",
    "let_prefill",
    "note_left_out",
    "note_revisions",
    "note_seconds",
    "note_unscored",
    "open_round",
    "promote_model",
    "record_version",
    "reject_model",
    "request_picks",
    "request_training",
    "request_training_if_idle",
    "roll_back",
    "start_run",
    "store_descriptor",
    "store_score",
]
