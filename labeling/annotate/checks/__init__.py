"""What looks odd about a mask. Pure numpy and scipy; it warns and never refuses anything.

cohort: what is usual over the approved masks of a project. pieces: what a label looks like.
mask: both together, in the order in which a reader should look.
"""

from labeling.annotate.checks.cohort import Usual, usual_of
from labeling.annotate.checks.findings import Finding
from labeling.annotate.checks.mask import check_mask

__all__ = ["Finding", "Usual", "check_mask", "usual_of"]
