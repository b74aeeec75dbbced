"""Acts of reviewers and leads on submitted work, and labels that come from outside."""

from labeling.review.services.approving import approve_revision, train_when_due
from labeling.review.services.commenting import (
    PinnedComment,
    add_comment,
    reopen_comment,
    resolve_comment,
)
from labeling.review.services.correcting import correct_answers, correct_revision
from labeling.review.services.importing import import_label
from labeling.review.services.returning import return_revision
from labeling.review.services.withdrawing import exclude_case, reopen_case

__all__ = [
    "PinnedComment",
    "add_comment",
    "approve_revision",
    "correct_answers",
    "correct_revision",
    "exclude_case",
    "import_label",
    "reopen_case",
    "reopen_comment",
    "resolve_comment",
    "return_revision",
    "train_when_due",
]
