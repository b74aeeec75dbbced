from labeling.projects.permissions import Act
from labeling.review.services import PinnedComment, add_comment
from tests.factories import make_assignment, make_case, make_submission
from tests.labeling.assign.who_may import NOT_MINE
from tests.labeling.who_may import Open, Row, Side

P = "api/projects/<slug:slug>"
R = "api/revisions/<int:revision_id>"
C = "api/cases/<int:case_id>"
ROWS = [
    Row("GET", "api/work", Open.TO_SIGNED_IN),
    Row("GET", "api/rounds/<int:round_id>/ways", Act.VIEW),
    Row("GET", f"{P}/advice", Act.VIEW),
    Row("GET", f"{P}/overview", Act.VIEW),
    Row("GET", f"{P}/reviews", Act.REVIEW),
    Row("GET", R, Act.VIEW),
    Row("GET", f"{R}/mask", Act.VIEW),
    Row("POST", f"{R}/approve", Act.REVIEW),
    Row("POST", f"{R}/return", Act.REVIEW, body={"note": "again"}),
    Row("POST", f"{R}/correct", Act.REVIEW),
    Row("GET", f"{P}/second-looks", Act.REVIEW),
    # the mask is submitted, not approved: those who may say so are told
    Row("POST", f"{R}/look-again", Act.REVIEW),
    Row("GET", f"{C}/reads", Act.REVIEW),
    Row("POST", f"{C}/adjudicate", Act.REVIEW, body={"begin": "agreed"}),
    # a working copy is its author's alone, and this one is an annotator's read: 409 for them
    Row(
        "POST",
        "api/annotations/<int:annotation_id>/hand-in",
        Act.ANNOTATE,
        body=b"",
        headers={"If-Match": '"v1"', "X-Mask-SHA256": "0" * 64},
        content_type="application/octet-stream",
        but=NOT_MINE,
    ),
    # the revision is a mask: those who may see it are told so
    Row("GET", f"{R}/answers", Act.VIEW),
    Row("POST", f"{R}/correct-answers", Act.REVIEW, body={}),
    Row("GET", f"{P}/findings/agreement", Act.VIEW),
    Row("GET", f"{C}/comments", Act.VIEW),
    # readers comment on cases that are theirs, and this one is nobody's
    Row("POST", f"{C}/comments", Act.ANNOTATE, body={"text": "x"}, but={"annotator": 403}),
    Row("GET", f"{C}/series", Act.VIEW),
    Row("POST", f"{C}/exclude", Act.MANAGE, body={"reason": "phantom"}),
    Row("POST", f"{C}/reopen", Act.MANAGE),
    Row("POST", "api/comments/<int:comment_id>/resolve", Act.ANNOTATE),
    Row("POST", "api/comments/<int:comment_id>/reopen", Act.ANNOTATE),
]


def _revision(side: Side) -> int:
    assignment = make_assignment(make_case(side.project), side.people["annotator"])
    return make_submission(assignment).pk


def _comment(side: Side) -> int:
    assignment = make_assignment(make_case(side.project), side.people["annotator"])
    return add_comment(
        case=assignment.case, author=side.people["annotator"], comment=PinnedComment("here", z=1)
    ).pk


MAKERS = {"revision_id": _revision, "comment_id": _comment}
