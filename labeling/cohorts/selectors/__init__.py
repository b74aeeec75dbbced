"""Reads of cases and cohorts."""

from labeling.cohorts.selectors.cases import (
    case_for,
    case_name,
    list_row_cases,
    resting_state,
    slices_of,
    spacing_of,
)
from labeling.cohorts.selectors.channels import (
    MOST_TOLD,
    CaseWithout,
    Completeness,
    channel_series,
    completeness,
    is_further_channel,
)
from labeling.cohorts.selectors.cohorts import case_ids_of, cohort_for, cohort_in, cohorts_of
from labeling.cohorts.selectors.search import ALLOWED, LONGEST, NAMES_PATIENTS, search_cases
from labeling.cohorts.selectors.subgroups import (
    AGE_ORDER,
    UNKNOWN,
    age_band,
    age_band_of,
    age_in_years,
    scanner_of,
    subgroups_of,
)

__all__ = [
    "AGE_ORDER",
    "ALLOWED",
    "LONGEST",
    "MOST_TOLD",
    "NAMES_PATIENTS",
    "UNKNOWN",
    "CaseWithout",
    "Completeness",
    "age_band",
    "age_band_of",
    "age_in_years",
    "case_for",
    "case_ids_of",
    "case_name",
    "channel_series",
    "cohort_for",
    "cohort_in",
    "cohorts_of",
    "completeness",
    "is_further_channel",
    "list_row_cases",
    "resting_state",
    "scanner_of",
    "search_cases",
    "slices_of",
    "spacing_of",
    "subgroups_of",
]
