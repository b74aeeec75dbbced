from typing import Any

from labeling.projects.permissions import Act
from tests.factories import make_assignment, make_case
from tests.labeling.who_may import Row, Side

A = "api/assignments/<int:assignment_id>"
NOT_MINE = {"reviewer": 403, "lead": 403, "admin": 403}  # the annotator's case is the annotator's


def _assignments(side: Side) -> dict[str, Any]:
    return {
        "cases": [side.case.pk],
        "readers": [{"user": side.people["annotator"].pk, "cases": 1}],
    }


ROWS = [
    Row("POST", "api/projects/<slug:slug>/assignments", Act.MANAGE, body=_assignments),
    Row("POST", f"{A}/release", Act.ANNOTATE, but=NOT_MINE),
    Row("POST", f"{A}/reopen", Act.ANNOTATE, but=NOT_MINE),
    # who manages the project may take a case away from its reader
    Row("POST", f"{A}/skip", Act.ANNOTATE, body={"reason": "blurred"}, but={"reviewer": 403}),
    Row("POST", f"{A}/flag", Act.ANNOTATE, body={"note": "look"}),
]


def _assignment(side: Side) -> int:
    return make_assignment(make_case(side.project), side.people["annotator"]).pk


MAKERS = {"assignment_id": _assignment}
