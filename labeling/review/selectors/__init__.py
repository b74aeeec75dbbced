"""Reads of reviews and approvals, and the joined views of the screens."""

from labeling.review.selectors.answers import FindingAgreement, findings_agreement
from labeling.review.selectors.approvals import (
    approvals_since_training,
    approved_revisions,
    review_queue,
)
from labeling.review.selectors.comments import comment_for, comments_of
from labeling.review.selectors.companions import Companion, companions_of, time_apart
from labeling.review.selectors.overview import Overview, overview_of
from labeling.review.selectors.work import Work, work_of

__all__ = [
    "Companion",
    "FindingAgreement",
    "Overview",
    "Work",
    "approvals_since_training",
    "approved_revisions",
    "comment_for",
    "comments_of",
    "companions_of",
    "findings_agreement",
    "overview_of",
    "review_queue",
    "time_apart",
    "work_of",
]
