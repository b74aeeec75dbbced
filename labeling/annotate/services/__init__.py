"""Acts on a working copy: open, save, compare, hand in."""

from labeling.annotate.models import Origin
from labeling.annotate.services.answering import (
    answers_for,
    check_complete,
    save_answers,
    show_proposal,
    submit_answers,
)
from labeling.annotate.services.checking import Checked, check_working_copy
from labeling.annotate.services.opening import open_annotation, reopen_annotation
from labeling.annotate.services.revisions import content_hash, record_answers, record_revision
from labeling.annotate.services.saving import heartbeat, save_slices
from labeling.annotate.services.submitting import revision_of, submit_annotation

__all__ = [
    "Checked",
    "Origin",
    "answers_for",
    "check_complete",
    "check_working_copy",
    "content_hash",
    "heartbeat",
    "open_annotation",
    "record_answers",
    "record_revision",
    "reopen_annotation",
    "revision_of",
    "save_answers",
    "save_slices",
    "show_proposal",
    "submit_annotation",
    "submit_answers",
]
