"""Acts on cases and cohorts."""

from labeling.cohorts.services.cases import flag_case, open_case, take_in
from labeling.cohorts.services.cohorts import await_case, open_cohort, save_cohort
from labeling.cohorts.services.moves import exclude_case, move_case, reopen_case, rest_case
from labeling.cohorts.services.splits import draw_split, set_split

__all__ = [
    "await_case",
    "draw_split",
    "exclude_case",
    "flag_case",
    "move_case",
    "open_case",
    "open_cohort",
    "reopen_case",
    "rest_case",
    "save_cohort",
    "set_split",
    "take_in",
]
