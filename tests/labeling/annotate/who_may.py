from labeling.annotate.models import Annotation
from labeling.imaging.masks import encode_mask, encode_slices, mask_sha256
from labeling.projects.permissions import Act
from tests.factories import make_assignment, make_case, open_for, some_mask
from tests.labeling.assign.who_may import NOT_MINE
from tests.labeling.who_may import Row, Side

A = "api/annotations/<int:annotation_id>"
OCTETS = "application/octet-stream"


def _annotation(side: Side) -> int:
    assignment = make_assignment(make_case(side.project), side.people["annotator"])
    return open_for(assignment)[0].pk


def _mine(side: Side) -> Annotation:
    return Annotation.objects.select_related("assignment", "case__series").get(
        pk=side.values["annotation_id"]
    )


def _lease(side: Side) -> dict[str, str]:
    assignment = _mine(side).assignment
    assert assignment is not None
    return {"X-Lease-Token": str(assignment.lease_token)}


def _edit(side: Side) -> dict[str, str]:
    sha256 = mask_sha256(some_mask(_mine(side).case))
    return {**_lease(side), "If-Match": '"v1"', "X-Mask-SHA256": sha256, "X-Answers-SHA256": sha256}


def _slices(side: Side) -> bytes:
    case = _mine(side).case
    return encode_slices({case.series.slices[0]: some_mask(case)[0]})


def _mask(side: Side) -> bytes:
    return encode_mask(some_mask(_mine(side).case))


ROWS = [
    Row("GET", "api/cases/<int:case_id>", Act.VIEW),
    Row("GET", "api/cases/<int:case_id>/why", Act.VIEW),
    Row("GET", "api/rounds/<int:round_id>", Act.VIEW),
    Row("POST", "api/assignments/<int:assignment_id>/open", Act.ANNOTATE, but=NOT_MINE),
    Row("POST", f"{A}/open", Act.ANNOTATE, but=NOT_MINE),
    Row("GET", f"{A}/mask", Act.ANNOTATE, but=NOT_MINE),
    Row("GET", f"{A}/checks", Act.ANNOTATE, but=NOT_MINE),
    Row(
        "PATCH",
        f"{A}/slices",
        Act.ANNOTATE,
        body=_slices,
        headers=_edit,
        content_type=OCTETS,
        but=NOT_MINE,
    ),
    # the annotation is of a mask: who may save is told that its project does not ask for findings
    Row("GET", f"{A}/answers", Act.ANNOTATE, but=NOT_MINE),
    Row("PUT", f"{A}/answers", Act.ANNOTATE, body={}, headers=_edit, but=NOT_MINE),
    Row("POST", f"{A}/proposal", Act.ANNOTATE, headers=_edit, but=NOT_MINE),
    Row("POST", f"{A}/answers/submit", Act.ANNOTATE, body={}, headers=_edit, but=NOT_MINE),
    Row("POST", f"{A}/heartbeat", Act.ANNOTATE, headers=_lease, but=NOT_MINE),
    Row(
        "POST",
        f"{A}/submit",
        Act.ANNOTATE,
        body=_mask,
        headers=_edit,
        content_type=OCTETS,
        but=NOT_MINE,
    ),
]
MAKERS = {"annotation_id": _annotation}
