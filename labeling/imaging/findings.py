"""Answers about findings, and proposals for them: their one form, checked, and the same bytes everywhere.

An answer set names each answered finding by its key:

    {"pneumonia": {"state": "present", "boxes": [{"slice": "1.2.3", "box": [10, 20, 110, 90]}]}}

A finding that is not named is unanswered. A box is `[x0, y0, x1, y1]` in whole pixels of its slice as it is
stored: x to the right, y down, the outer corner of the first pixel is (0, 0) and that of the last
one (columns, rows), as DICOM's spatial coordinates count (PS3.3 C.18.6.1.2). Whole numbers keep the
canonical JSON, and so its SHA-256, the same in the browser and here.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypedDict

from labeling.imaging.problems import ImagingProblem

MOST_BOXES = 100  # of one finding
PROPOSED_FROM = 0.5  # probability from which a proposal reads as "present"


class State(StrEnum):
    """What a reader says of a finding. Not to be in the answers is to be unanswered."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"


class Box(TypedDict):
    """`box` is `[x0, y0, x1, y1]` in whole pixels of the slice with this key."""

    slice: str
    box: list[int]


class Answer(TypedDict):
    state: str
    boxes: list[Box]


Answers = dict[str, Answer]


class ProposedBox(Box):
    """A model's box; `probability` is None where the model gave none."""

    probability: float | None


class Proposed(TypedDict):
    probability: float
    boxes: list[ProposedBox]


Proposal = dict[str, Proposed]


class FindingsProblem(ImagingProblem):
    """Answers or proposals do not fit their image or their questions."""


@dataclass(frozen=True)
class Question:
    """One finding that is asked for.

    Attributes:
        key: its name in answers.
        asks_boxes: whether places may be drawn.
        excludes_others: present, it leaves no room for another finding ("no finding").
    """

    key: str
    asks_boxes: bool = True
    excludes_others: bool = False


@dataclass(frozen=True)
class Questions:
    """What is asked about one case.

    Attributes:
        findings: in the project's order.
        slices: the case's slice keys.
        rows: of a slice, pixels.
        columns: of a slice, pixels.
    """

    findings: Sequence[Question]
    slices: Sequence[str]
    rows: int
    columns: int

    def get(self, key: object) -> Question:
        for question in self.findings:
            if question.key == key:
                return question
        known = ", ".join(question.key for question in self.findings)
        raise FindingsProblem(
            "unknown_finding", f"expected findings among {known or 'none'}, got {str(key)[:64]!r}"
        )

    def unanswered(self, answers: Answers) -> list[str]:
        """Keys that have no answer yet, in order."""
        return [question.key for question in self.findings if question.key not in answers]


def read_answers(value: Any, questions: Questions) -> Answers:
    """Answers from the wire, checked; other members than those of the form are refused.

    Raises:
        FindingsProblem: bad_answers, unknown_finding, unknown_state, box_not_asked, unknown_slice,
            bad_box, excluded.
    """
    answers: Answers = {}
    for key, one in _members(value, "answers").items():
        question = questions.get(key)
        answer = _only(one, {"state", "boxes"}, key)
        state = answer.get("state")
        if state not in list(State):
            raise FindingsProblem(
                "unknown_state",
                f"{key}: expected present, absent or uncertain, got {str(state)[:32]!r}",
            )
        boxes = [_box(box, key, questions) for box in _boxes(answer.get("boxes"), question)]
        if boxes and state == State.ABSENT:
            raise FindingsProblem("bad_box", f"{key}: expected no boxes of an absent finding")
        answers[key] = Answer(state=str(state), boxes=boxes)
    _check_excluded(answers, questions)
    return answers


def read_proposal(value: Any, questions: Questions) -> Proposal:
    """A model's proposal, checked like answers; each finding with its probability in [0, 1].

    Raises:
        FindingsProblem: as `read_answers`, and bad_probability.
    """
    proposal: Proposal = {}
    for key, one in _members(value, "proposal").items():
        question = questions.get(key)
        proposed = _only(one, {"probability", "boxes"}, key)
        boxes = [
            ProposedBox(
                **_box(box, key, questions, more={"probability"}),
                probability=_probability(box.get("probability"), key, needed=False),
            )
            for box in _boxes(proposed.get("boxes"), question)
        ]
        sure = _probability(proposed.get("probability"), key, needed=True)
        proposal[key] = Proposed(probability=sure or 0.0, boxes=boxes)
    return proposal


def canonical(answers: Answers) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: what is hashed, here and in the browser."""
    return json.dumps(answers, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def answers_sha256(answers: Answers) -> str:
    return hashlib.sha256(canonical(answers)).hexdigest()


def proposed_state(proposed: Proposed) -> State:
    """What the proposal comes to, read as an answer."""
    return State.PRESENT if proposed["probability"] >= PROPOSED_FROM else State.ABSENT


def _members(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FindingsProblem(
            "bad_answers", f"{what}: expected an object of findings, got {type(value).__name__}"
        )
    return value


def _only(value: Any, names: set[str], key: str) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not set(value) <= names:
        raise FindingsProblem("bad_answers", f"{key}: expected an object of {sorted(names)}")
    return value


def _boxes(value: Any, question: Question) -> list[Any]:
    boxes = [] if value is None else value
    if not isinstance(boxes, list) or len(boxes) > MOST_BOXES:
        raise FindingsProblem(
            "bad_box", f"{question.key}: expected a list of at most {MOST_BOXES} boxes"
        )
    if boxes and not question.asks_boxes:
        raise FindingsProblem("box_not_asked", f"{question.key}: this finding takes no boxes")
    return boxes


def _box(
    value: Any, key: str, questions: Questions, more: frozenset[str] | set[str] = frozenset()
) -> Box:
    box = _only(value, {"slice", "box"} | more, key)
    if box.get("slice") not in questions.slices:
        raise FindingsProblem(
            "unknown_slice",
            f"{key}: expected a box on a slice of this case, got {str(box.get('slice'))[:72]!r}",
        )
    corners = box.get("box")
    if (
        not isinstance(corners, list)
        or len(corners) != 4
        or not all(type(c) is int for c in corners)
    ):
        raise FindingsProblem("bad_box", f"{key}: expected a box of 4 whole numbers x0, y0, x1, y1")
    x0, y0, x1, y1 = corners
    if not (0 <= x0 < x1 <= questions.columns and 0 <= y0 < y1 <= questions.rows):
        raise FindingsProblem(
            "bad_box",
            f"{key}: expected a box inside {questions.columns} x {questions.rows} pixels, got {corners}",
        )
    return Box(slice=str(box["slice"]), box=[x0, y0, x1, y1])


def _probability(value: Any, key: str, *, needed: bool) -> float | None:
    if value is None and not needed:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise FindingsProblem(
            "bad_probability", f"{key}: expected a probability in 0 to 1, got {str(value)[:32]!r}"
        )
    return float(value)


def _check_excluded(answers: Answers, questions: Questions) -> None:
    """A present finding that excludes the others stands with absent ones only."""
    for question in questions.findings:
        answer = answers.get(question.key)
        if not question.excludes_others or answer is None or answer["state"] != State.PRESENT:
            continue
        beside = [k for k, a in answers.items() if k != question.key and a["state"] != State.ABSENT]
        if beside:
            raise FindingsProblem(
                "excluded",
                f"{question.key} is present, so expected the others absent, got {beside}",
            )
