"""Acts of reviewers and leads on submitted work, and labels that come from outside."""

from labeling.review.services.adjudicating import Begin, open_adjudication
from labeling.review.services.approving import approve_revision, train_when_due
from labeling.review.services.commenting import (
    PinnedComment,
    add_comment,
    reopen_comment,
    resolve_comment,
)
from labeling.review.services.comparisons import keep_comparison, request_comparison
from labeling.review.services.correcting import correct_answers, open_correction
from labeling.review.services.handing_in import HandedIn, hand_in
from labeling.review.services.importing import import_label
from labeling.review.services.returning import return_revision
from labeling.review.services.second_looks import FoundDispute, keep_dispute, look_again
from labeling.review.services.withdrawing import exclude_case, reopen_case

__all__ = [
    "Begin",
    "FoundDispute",
    "HandedIn",
    "PinnedComment",
    "add_comment",
    "approve_revision",
    "correct_answers",
    "exclude_case",
    "hand_in",
    "import_label",
    "keep_comparison",
    "keep_dispute",
    "look_again",
    "open_adjudication",
    "open_correction",
    "reopen_case",
    "reopen_comment",
    "request_comparison",
    "resolve_comment",
    "return_revision",
    "train_when_due",
]
