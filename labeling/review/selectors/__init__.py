"""Reads of reviews and approvals, and the joined views of the screens."""

from labeling.review.selectors.advice import advice_of
from labeling.review.selectors.answers import FindingAgreement, findings_agreement
from labeling.review.selectors.approvals import (
    approvals_since_training,
    approved_revisions,
    outdated_by,
    review_queue,
    waiting_reads,
    waiting_reads_in,
)
from labeling.review.selectors.arms import arms_of
from labeling.review.selectors.comments import comment_for, comments_of
from labeling.review.selectors.companions import Companion, companions_of, time_apart
from labeling.review.selectors.comparisons import (
    DoubleRead,
    agreement_of_readers,
    comparison_of,
    dice_of_pairs,
    double_reads,
)
from labeling.review.selectors.disputes import disputes_of, masks_to_compare
from labeling.review.selectors.effort import RecordedReading, recorded_readings
from labeling.review.selectors.overview import Overview, overview_of
from labeling.review.selectors.signing import chooses_freely, may_sign, signs_alone
from labeling.review.selectors.ways import Way, ways_into
from labeling.review.selectors.work import Work, work_of

__all__ = [
    "Companion",
    "DoubleRead",
    "FindingAgreement",
    "Overview",
    "RecordedReading",
    "Way",
    "Work",
    "advice_of",
    "agreement_of_readers",
    "approvals_since_training",
    "approved_revisions",
    "arms_of",
    "chooses_freely",
    "comment_for",
    "comments_of",
    "companions_of",
    "comparison_of",
    "dice_of_pairs",
    "disputes_of",
    "double_reads",
    "findings_agreement",
    "masks_to_compare",
    "may_sign",
    "outdated_by",
    "overview_of",
    "recorded_readings",
    "review_queue",
    "signs_alone",
    "time_apart",
    "waiting_reads",
    "waiting_reads_in",
    "ways_into",
    "work_of",
]
