from labeling.imaging.masks import encode_mask
from labeling.projects.permissions import Act
from labeling.review.services import PinnedComment, add_comment
from tests.factories import make_assignment, make_case, make_submission, some_mask
from tests.labeling.who_may import Open, Row, Side

P = "api/projects/<slug:slug>"
R = "api/revisions/<int:revision_id>"
C = "api/cases/<int:case_id>"
ROWS = [
    Row("GET", "api/work", Open.TO_SIGNED_IN),
    Row("GET", f"{P}/overview", Act.VIEW),
    Row("GET", f"{P}/reviews", Act.REVIEW),
    Row("GET", R, Act.VIEW),
    Row("GET", f"{R}/mask", Act.VIEW),
    Row("POST", f"{R}/approve", Act.REVIEW),
    Row("POST", f"{R}/return", Act.REVIEW, body={"note": "again"}),
    Row(
        "POST",
        f"{R}/correct",
        Act.REVIEW,
        body=lambda side: encode_mask(some_mask(side.case)),
        content_type="application/octet-stream",
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
