"""Acts of a reader on a case: open, save, submit."""

from labeling.annotate.models import Origin
from labeling.annotate.services.checking import Checked, check_working_copy
from labeling.annotate.services.opening import open_annotation
from labeling.annotate.services.revisions import record_revision
from labeling.annotate.services.saving import heartbeat, save_slices
from labeling.annotate.services.submitting import submit_annotation

__all__ = [
    "Checked",
    "Origin",
    "check_working_copy",
    "heartbeat",
    "open_annotation",
    "record_revision",
    "save_slices",
    "submit_annotation",
]
