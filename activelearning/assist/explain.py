"""Why the model proposed this: a map of the part of the image that raised a finding or a label.

A question names a draft; the draft decides the case, the model version and, of a segmentation, the
mask. What was looked at once is kept for the next who asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from activelearning.assist.kept import Kept
from activelearning.assist.scene import Scenes
from activelearning.films import load_case_film
from activelearning.prelabel.predictors import load_classifier, load_predictor
from labeling.assist.errors import QuestionRefused
from labeling.assist.question import Box
from labeling.assist.selectors import Drafted, drafted, drafted_mask
from models.explain.film import explain_film
from models.explain.heat import Heat, HeatOf, Told, nobody_told
from models.explain.mask import Window, aim_at, explain_mask, window_around
from models.explain.methods import OF_FILMS, OF_MASKS, heat_by

Stop = Callable[[], None]
MapOf = tuple[int, str | int, str]
"""Draft, target and method."""
HEAT_BYTES = 64 << 20


@dataclass(frozen=True)
class Wish:
    """What is asked.

    Attributes:
        asker: number of the person.
        draft_id: whose proposal is to be explained.
        target: key of a finding, or value of a label.
        method: see `models.explain.methods`.
    """

    asker: int
    draft_id: int
    target: str | int
    method: str

    @property
    def map(self) -> MapOf:
        """What is asked for, whoever asks."""
        return self.draft_id, self.target, self.method


@dataclass(frozen=True)
class Explanation:
    """heat uint8 (z, y, x) of `box`, 255 where the target was raised most."""

    heat: NDArray[np.uint8]
    box: Box
    model: int
    seconds: float
    remembered: bool

    def head(self) -> dict[str, Any]:
        """What is said beside the heat."""
        return {
            "model": self.model,
            "box": [list(self.box.low), list(self.box.high)],
            "seconds": self.seconds,
            "remembered": self.remembered,
        }


@dataclass(frozen=True)
class Look:
    """What is looked at: `at` gives float32 0..1 (z, y, x) of `box` by a method."""

    box: Box
    at: Callable[[HeatOf], Heat]


def wish_in(head: dict[str, Any]) -> Wish:
    """From a message.

    Raises:
        QuestionRefused: it says something else.
    """
    asker, draft_id = head.get("asker"), head.get("explain")
    if type(asker) is not int or type(draft_id) is not int:
        raise QuestionRefused("Expected the numbers of a draft and of who asks.")
    target, method = head.get("target"), head.get("method")
    if type(target) is not str and type(target) is not int:
        raise QuestionRefused("Expected the key of a finding or the value of a label.")
    offered = OF_FILMS if isinstance(target, str) else OF_MASKS
    if not isinstance(method, str) or method not in offered:
        raise QuestionRefused(f"Expected a method of {', '.join(offered)}.")
    return Wish(asker, draft_id, target, method)


class Explainer:
    """Maps of all cases, within a bound of memory. Used by one thread at a time."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._kept: Kept[MapOf] = Kept(HEAT_BYTES)

    def explain(self, wish: Wish, stop: Stop, told: Told = nobody_told) -> Explanation:
        """The map of one target of one draft; `told` is told how far it is.

        Raises:
            Stopped: it is not wanted any more.
            QuestionRefused: no model made the draft, or it has no such target.
            ModelProblem, DicomProblem, BlobMissing, BlobDamaged: model or image cannot be used.
        """
        began = time.monotonic()
        of = drafted(wish.draft_id)
        if of is None:
            raise QuestionRefused("No model made this proposal.")
        if bool(of.draft.mask_blob) == isinstance(wish.target, str):
            raise QuestionRefused("Expected a finding of a film, or a label of a mask.")
        look = (
            _film(of, wish.target)
            if isinstance(wish.target, str)
            else self._mask(of, wish.target, stop)
        )
        found = self._kept.get(wish.map)
        remembered = found is not None
        if found is None:
            stop()
            found = np.rint(255 * look.at(heat_by(wish.method, told))).astype(np.uint8)
            self._kept.put(wish.map, found)
        seconds = time.monotonic() - began
        return Explanation(found, look.box, of.version.number, seconds, remembered)

    def _mask(self, of: Drafted, label: int, stop: Stop) -> Look:
        predictor = load_predictor(of.version.weights_blob, of.version.spec)
        drawn = drafted_mask(of) == label
        if not drawn.any():
            raise QuestionRefused("The model drew nothing of this label.")
        spacing = of.subject.geometry.spacing
        box = _box(window_around(drawn, spacing, predictor.spec))

        def at(heat_of: HeatOf) -> Heat:
            part = self._scenes.part(of.subject, predictor, box, stop)
            stop()
            aim = aim_at(
                predictor,
                part.image,
                drawn[box.slices],
                spacing,
                label,
                normalisation=part.normalisation,
            )
            return explain_mask(aim, box.shape, heat_of)

        return Look(box, at)


def _film(of: Drafted, finding: str) -> Look:
    predictor = load_classifier(of.version.weights_blob, of.version.spec)

    def at(heat_of: HeatOf) -> Heat:
        film = load_case_film(of.case)
        return explain_film(predictor, film.image, film.spacing, finding, heat_of)[None]

    return Look(Box((0, 0, 0), of.subject.geometry.shape), at)


def _box(window: Window) -> Box:
    z, y, x = window
    return Box((z.start, y.start, x.start), (z.stop, y.stop, x.stop))
