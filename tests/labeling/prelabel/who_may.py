import numpy as np

from labeling.annotate.selectors import shape_of
from labeling.prelabel.services import store_draft
from labeling.projects.permissions import Act
from tests.factories import make_case
from tests.labeling.who_may import Row, Side

ROWS = [
    Row("GET", "api/drafts/<int:draft_id>/mask", Act.VIEW),
    Row("GET", "api/drafts/<int:draft_id>/uncertainty", Act.VIEW),
]


def _draft(side: Side) -> int:
    """Of a case of its own: others may have work on the side's case."""
    case = make_case(side.project)
    shape = shape_of(case)
    mask, doubt = np.zeros(shape, np.uint8), np.full(shape, 9, np.uint8)
    return store_draft(case=case, version=None, mask=mask, uncertainty=doubt).pk


MAKERS = {"draft_id": _draft}
