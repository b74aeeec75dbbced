"""Who may ask the model helper about a working copy. No helper runs here: 503 says that all was checked."""

import gzip
from typing import Any

import numpy as np
import pytest

from labeling.assist.question import encode_labels
from tests.factories import make_assignment, make_case, make_member, make_submission, some_mask
from tests.labeling.annotate.editor import OCTETS, Editor

pytestmark = pytest.mark.django_db


def _ask(editor: Editor, token: str = "", **changes: Any) -> Any:
    header = {"box": [[0, 0, 0], [2, 3, 4]], "label": 1, "positive": True, "scribble": [[0, 1]]}
    body = gzip.compress(encode_labels(header | changes, np.zeros(24, np.uint8)))
    return editor.client.generic(
        "POST",
        f"/api/annotations/{editor.opened['id']}/correct",
        body,
        content_type=OCTETS,
        headers={"X-Lease-Token": token or editor.opened["lease_token"]},
    )


def test_a_reviewers_correction_is_helped_like_a_read_until_it_is_handed_in() -> None:
    case = make_case()
    reader, reviewer = (make_member(case.project, role) for role in ("annotator", "reviewer"))
    submitted = make_submission(make_assignment(case, reader), some_mask(case, 1))
    path = f"/api/revisions/{submitted.pk}/correct"
    older = Editor.at(reviewer, path)
    editor = Editor.at(reviewer, path)
    assert _ask(older).json()["code"] == "lease_lost"
    assert _ask(editor).json()["code"] == "no_helper"
    editor.hand_in(editor.mask())
    assert _ask(editor).json()["code"] == "not_open"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"box": [[5, 0, 0], [7, 3, 4]]}, id="beyond the volume"),
        pytest.param({"label": 9}, id="another label"),
        pytest.param({"label": 0}, id="background"),
        pytest.param({"scribble": [[float("nan"), 1]]}, id="no number"),
    ],
)
def test_a_question_that_does_not_fit_the_case_is_refused(changes: dict[str, Any]) -> None:
    case = make_case()
    assignment = make_assignment(case, make_member(case.project, "annotator"))
    editor = Editor.open(assignment.assignee, assignment.pk)
    answer = _ask(editor, **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, "question_refused")
