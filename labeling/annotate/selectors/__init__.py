"""Reads of working copies, revisions and their masks."""

from labeling.annotate.selectors.annotations import annotation_for, revision_for
from labeling.annotate.selectors.answers import (
    FindingsWork,
    findings_work,
    may_see_proposal,
    proposals_seen,
    visible_proposal,
)
from labeling.annotate.selectors.blind import may_see_others, remarks_for, seen_of_others
from labeling.annotate.selectors.case_detail import CaseDetail, case_detail, draft_of
from labeling.annotate.selectors.checks import findings_in, usual_in
from labeling.annotate.selectors.masks import (
    Mask,
    check_labels_of,
    current_mask,
    current_mask_bytes,
    decode_for,
    is_as_drafted,
    judged_mask,
    revision_mask,
    shape_of,
    stored_mask,
)
from labeling.annotate.selectors.names import (
    ShownPerson,
    shown_author,
    shown_reader,
    sources_as_shown,
    sources_of,
)

__all__ = [
    "CaseDetail",
    "FindingsWork",
    "Mask",
    "ShownPerson",
    "annotation_for",
    "case_detail",
    "check_labels_of",
    "current_mask",
    "current_mask_bytes",
    "decode_for",
    "draft_of",
    "findings_in",
    "findings_work",
    "is_as_drafted",
    "judged_mask",
    "may_see_others",
    "may_see_proposal",
    "proposals_seen",
    "remarks_for",
    "revision_for",
    "revision_mask",
    "seen_of_others",
    "shape_of",
    "shown_author",
    "shown_reader",
    "sources_as_shown",
    "sources_of",
    "stored_mask",
    "usual_in",
    "visible_proposal",
]
