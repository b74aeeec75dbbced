"""What may come from outside to the model helper, and what is refused."""

import gzip
import struct
from typing import Any

import numpy as np
import pytest

from labeling.assist.errors import QuestionRefused
from labeling.assist.question import LONGEST_SIDE, Box, Question, encode_labels

LABELS = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
HEADER: dict[str, Any] = {
    "box": [[0, 1, 2], [2, 4, 6]],
    "label": 2,
    "positive": True,
    "scribble": [[1, 2], [5, 1]],
    "said": [[0, 1]],
    "locked": [3],
}


def _body(labels: np.ndarray = LABELS, **changes: Any) -> bytes:
    return gzip.compress(encode_labels({**HEADER, **changes}, labels))


def test_a_question_comes_as_it_was_written() -> None:
    question = Question.read(_body())
    assert question.box == Box((0, 1, 2), (2, 4, 6))
    assert np.array_equal(question.labels, LABELS)
    assert np.flatnonzero(question.scribble).tolist() == [1, 2, 5]
    assert np.flatnonzero(question.said).tolist() == [0]
    assert (question.label, question.positive, question.locked) == (2, True, (3,))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"not gzip", id="no gzip"),
        pytest.param(_body()[:-12], id="cut short"),
        pytest.param(gzip.compress(b"\0"), id="no length"),
        pytest.param(gzip.compress(struct.pack("<I", 2**31) + b"{}"), id="a header beyond the end"),
        pytest.param(gzip.compress(struct.pack("<I", 2) + b"[]"), id="a list for a header"),
        pytest.param(gzip.compress(struct.pack("<I", 2) + b"{]"), id="no JSON"),
        pytest.param(gzip.compress(struct.pack("<I", 50000) + b"[" * 50000), id="deep JSON"),
        pytest.param(_body(LABELS[:1]), id="labels of another size"),
        pytest.param(_body(box=[[0, 0, 0], [1, 1, LONGEST_SIDE + 1]]), id="a long box"),
        pytest.param(_body(box=[[0, 4, 6], [2, 1, 2]]), id="a box inside out"),
        pytest.param(_body(box=[[0, 0], [2, 3]]), id="a flat box"),
        pytest.param(_body(box=[[-1, 1, 2], [1, 4, 6]]), id="a box before the start"),
        pytest.param(_body(scribble=[[23, 2]]), id="a run beyond the end"),
        pytest.param(_body(scribble=[[0, 0]]), id="an empty run"),
        pytest.param(_body(scribble=[[0, 2**70]]), id="a run without end"),
        pytest.param(_body(scribble=[["0", 1]]), id="a run of words"),
        pytest.param(_body(scribble={"0": 1}), id="runs as an object"),
        pytest.param(_body(label=256), id="a label beyond uint8"),
        pytest.param(_body(label=True), id="a label that is none"),
        pytest.param(_body(label=None), id="no label"),
        pytest.param(
            gzip.compress(bytes(LONGEST_SIDE**3 + 2**21), 1), id="more than the greatest region"
        ),
    ],
)
def test_garbage_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(QuestionRefused):
        Question.read(body)
