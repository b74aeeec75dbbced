import gzip
from typing import Any

from labeling.annotate.selectors import shape_of
from labeling.assist.question import encode_labels
from labeling.projects.permissions import Act
from tests.factories import some_mask
from tests.labeling.annotate.who_may import OCTETS, A, _lease, _mine
from tests.labeling.assign.who_may import NOT_MINE
from tests.labeling.who_may import Row, Side


def _question(side: Side) -> bytes:
    case = _mine(side).case
    header: dict[str, Any] = {
        "box": [[0, 0, 0], list(shape_of(case))],
        "label": 1,
        "positive": True,
        "scribble": [[0, 2]],
    }
    return gzip.compress(encode_labels(header, some_mask(case)))


ROWS = [
    Row("GET", "api/cases/<int:case_id>/explanation", Act.VIEW, query="label=1"),
    Row(
        "POST",
        f"{A}/correct",
        Act.ANNOTATE,
        body=_question,
        headers=_lease,
        content_type=OCTETS,
        but=NOT_MINE,
    ),
]
