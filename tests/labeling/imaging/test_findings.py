"""The one form of answers and proposals: what is refused, and the bytes that are hashed."""

from typing import Any

import pytest

from labeling.imaging.findings import (
    FindingsProblem,
    Question,
    Questions,
    answers_sha256,
    canonical,
    proposed_state,
    read_answers,
    read_proposal,
)

ASKED = Questions(
    [Question("mass"), Question("view", asks_boxes=False), Question("none", excludes_others=True)],
    slices=["1.2"],
    rows=50,
    columns=80,
)


def _mass(state: str = "present", *corners: Any, slice_key: str = "1.2") -> dict[str, Any]:
    boxes = [{"slice": slice_key, "box": list(corners)}] if corners else []
    return {"mass": {"state": state, "boxes": boxes}}


def test_sound_answers_come_back_and_a_box_may_fill_the_image() -> None:
    said = _mass("uncertain", 0, 0, 80, 50) | {"view": {"state": "absent"}}
    read = read_answers(said, ASKED)
    assert read["mass"]["boxes"] == [{"slice": "1.2", "box": [0, 0, 80, 50]}]
    assert read["view"] == {"state": "absent", "boxes": []}
    assert ASKED.unanswered(read) == ["none"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ([], "bad_answers"),  # a list
        ({"mass": "present"}, "bad_answers"),  # a word in place of an object
        ({"mass": {"state": "absent", "note": "x"}}, "bad_answers"),  # more than the form has
        ({"cyst": {"state": "absent"}}, "unknown_finding"),
        (_mass("maybe"), "unknown_state"),
        ({"mass": {}}, "unknown_state"),
        ({"mass": {"state": None}}, "unknown_state"),
        (_mass("present", 1, 1, 2, 2, slice_key="1.3"), "unknown_slice"),
        (_mass("present", 1.5, 1, 2, 2), "bad_box"),  # part of a pixel
        (_mass("present", True, 1, 2, 2), "bad_box"),  # a truth value is no number
        (_mass("present", 2, 1, 2, 2), "bad_box"),  # no width
        (_mass("present", 5, 1, 2, 2), "bad_box"),  # right of its left
        (_mass("present", 0, 0, 81, 2), "bad_box"),  # beyond the image
        (_mass("present", 0, -1, 8, 2), "bad_box"),
        (_mass("absent", 1, 1, 2, 2), "bad_box"),  # of what is not there
        (
            {"view": {"state": "present", "boxes": [{"slice": "1.2", "box": [0, 0, 1, 1]}]}},
            "box_not_asked",
        ),
        ({"mass": {"state": "present", "boxes": [{}] * 101}}, "bad_box"),
        ({"none": {"state": "present"}} | _mass("uncertain"), "excluded"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(value: Any, code: str) -> None:
    with pytest.raises(FindingsProblem) as refused:
        read_answers(value, ASKED)
    assert refused.value.code == code


def test_the_hash_is_of_sorted_keys_without_spaces_as_the_browser_counts_it() -> None:
    answers = read_answers({"view": {"state": "absent"}} | _mass("present", 1, 2, 3, 4), ASKED)
    assert canonical(answers) == (
        b'{"mass":{"boxes":[{"box":[1,2,3,4],"slice":"1.2"}],"state":"present"},'
        b'"view":{"boxes":[],"state":"absent"}}'
    )
    # the same value stands in frontend/src/features/annotate/findings/answers.test.ts
    assert answers_sha256(answers) == (
        "c65431f95424915d9261cf82f6e55723b6a6105345e66df01f8c10ae6c7a92f3"
    )


@pytest.mark.parametrize("sure", [-0.1, 1.01, "0.5", None, True, float("nan")])
def test_a_proposal_needs_a_probability(sure: Any) -> None:
    with pytest.raises(FindingsProblem) as refused:
        read_proposal({"mass": {"probability": sure}}, ASKED)
    assert refused.value.code == "bad_probability"


def test_a_proposal_reads_as_present_from_one_half() -> None:
    read = read_proposal(
        {
            "mass": {"probability": 0.5, "boxes": [{"slice": "1.2", "box": [0, 0, 2, 2]}]},
            "view": {"probability": 0.49},
        },
        ASKED,
    )
    assert read["mass"]["boxes"][0]["probability"] is None
    assert [proposed_state(one) for one in read.values()] == ["present", "absent"]
