"""From a question to the corrected labels of its region."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from activelearning.assist.correct import Scribble, correct, window_of
from activelearning.assist.scene import Scenes
from labeling.assist.question import Box, Labels, Question
from labeling.assist.selectors import Subject, subject_of


@dataclass(frozen=True)
class Answer:
    """The region's labels, uint8 (z, y, x), and how they came about."""

    labels: Labels
    model: int | None
    changed: int
    seconds: float
    remembered: bool


def answer(scenes: Scenes, case_id: int, question: Question, stop: Callable[[], None]) -> Answer:
    """Correct the region; without a scribble, only make ready for it.

    Args:
        scenes: what is remembered.
        case_id: decides the image and, through its project, the model.
        question: its box lies within the case's volume.
        stop: raises Stopped when the answer is not wanted any more.

    Raises:
        Stopped, and what `Scenes.look` raises.
    """
    began = time.monotonic()
    subject = subject_of(case_id)
    number = subject.model.number if subject.model else None
    if not question.scribble.any():
        scenes.prepare(subject, question.box, stop)
        return Answer(question.labels, number, 0, time.monotonic() - began, False)
    labels, remembered = _corrected(scenes, subject, question, stop)
    return Answer(
        labels=labels,
        model=number,
        changed=int(np.count_nonzero(labels != question.labels)),
        seconds=time.monotonic() - began,
        remembered=remembered,
    )


def _corrected(
    scenes: Scenes, subject: Subject, question: Question, stop: Callable[[], None]
) -> tuple[Labels, bool]:
    """Only what the scribble can reach is looked at."""
    spacing = subject.geometry.spacing
    window = window_of(question.scribble, spacing)
    seen = scenes.look(subject, _within(question.box, window), stop)
    stop()
    labels = question.labels.copy()
    labels[window] = correct(
        seen.image,
        seen.probabilities,
        seen.channels,
        question.labels[window],
        Scribble(question.label, question.positive, question.scribble[window]),
        spacing,
        kept=question.said[window],
        locked=question.locked,
    )
    return labels, seen.remembered


def _within(box: Box, window: tuple[slice, slice, slice]) -> Box:
    low = [start + part.start for start, part in zip(box.low, window, strict=True)]
    high = [start + part.stop for start, part in zip(box.low, window, strict=True)]
    return Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))
