"""What is known of a case around a scribble: its intensities and what the live model thinks of them.

Slices are read when they are first needed. The model looks at the surroundings of the scribble, at
least as large as the patches that it learned from; a volume of few patches it sees whole, as for a
pre-label. Both are kept for the next scribble.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, prod

import numpy as np
from numpy.typing import NDArray

from activelearning.assist.kept import Kept
from activelearning.prelabel.predictors import load_predictor
from labeling.assist.question import Box
from labeling.assist.selectors import Subject
from labeling.cohorts.selectors.images import load_channels
from labeling.ingest.selectors import load_slices
from models.inference.memory import ONE_PASS_PATCHES
from models.inference.predictor import Predictor
from models.spec import ModelSpec, Normalisation
from models.transforms.normalise import absolute

Floats = NDArray[np.float32]
Stop = Callable[[], None]

IMAGE_BYTES = 384 << 20
PROBABILITY_BYTES = 384 << 20
CONTEXT = 12
"""Voxels around what is asked for that the model sees too."""
SAMPLED_SLICES = 24
"""Of a large volume: enough to know how its intensities are spread."""


@dataclass(frozen=True)
class Seen:
    """Of a box: image float32 (z, y, x); probabilities float32 (C, z, y, x) or None without a model.

    `channels` are the label values of the probabilities, background first, of overlapping labels too.
    `remembered` says that nothing had to be read or predicted.
    """

    image: Floats
    probabilities: Floats | None
    channels: tuple[int, ...]
    remembered: bool


@dataclass(frozen=True)
class Part:
    """Of a box: image float32 (z, y, x) or (c, z, y, x), and each channel's normalisation, of the whole."""

    image: Floats
    normalisation: tuple[Normalisation, ...]


@dataclass(frozen=True)
class Looked:
    """A box of a series that a model, by its weights, was shown."""

    series_id: int
    weights: str
    box: Box


class Scenes:
    """The scenes of all cases, within a bound of memory. Used by one thread at a time."""

    def __init__(self) -> None:
        self._slices: Kept[tuple[int, int]] = Kept(IMAGE_BYTES)
        self._probabilities: Kept[Looked] = Kept(PROBABILITY_BYTES)
        self._channels: Kept[Looked] = Kept(IMAGE_BYTES)
        self._spreads: dict[Looked, tuple[Normalisation, ...]] = {}

    @property
    def bytes(self) -> int:
        return self._slices.bytes + self._channels.bytes + self._probabilities.bytes

    def prepare(self, subject: Subject, box: Box, stop: Stop) -> None:
        """Read the box's slices, load the model, and look at a volume that is small."""
        self._image(subject, box, stop)
        if subject.model is None:
            return
        predictor = load_predictor(subject.model.weights_blob, subject.model.spec)
        if _is_small(subject, predictor):
            self._believed(subject, predictor, _whole(subject), stop)
        else:
            self._normalisation(subject, predictor, stop)

    def look(self, subject: Subject, box: Box, stop: Stop) -> Seen:
        """Of `box`, which is what a scribble can reach.

        Raises:
            ChannelProblem: a sequence that the model is shown cannot be used.
            DicomProblem, BlobMissing, BlobDamaged: a slice cannot be read.
            ModelProblem: the model cannot be loaded, or cannot take the image.
        """
        image, had_image = self._image(subject, box, stop)
        if subject.model is None:
            return Seen(image, None, (), had_image)
        predictor = load_predictor(subject.model.weights_blob, subject.model.spec)
        found = self._remembered(subject, box)
        had = had_image and found is not None
        if found is None:
            wide = (
                _whole(subject) if _is_small(subject, predictor) else _wide(subject, box, predictor)
            )
            self._believed(subject, predictor, wide, stop)
            found = self._remembered(subject, box)
        return Seen(image, found, predictor.spec.label_values, had)

    def part(self, subject: Subject, predictor: Predictor, box: Box, stop: Stop) -> Part:
        """What the model is shown of a box, and how that is brought to the scale of the whole.

        Raises:
            ChannelProblem: a sequence that the model is shown cannot be used.
            DicomProblem, BlobMissing, BlobDamaged: a slice cannot be read.
        """
        image = self._shown(subject, predictor, box, stop)
        return Part(image, self._scale(subject, predictor, stop))

    def _image(self, subject: Subject, box: Box, stop: Stop) -> tuple[Floats, bool]:
        wanted = range(box.low[0], box.high[0])
        kept = ((z, self._slices.get((subject.series.pk, z))) for z in wanted)
        planes = {z: plane for z, plane in kept if plane is not None}
        missing = [z for z in wanted if z not in planes]
        if missing:
            stop()
            for z, plane in zip(missing, load_slices(subject.series, missing), strict=True):
                planes[z] = plane
                self._slices.put((subject.series.pk, z), plane)
        _, rows, columns = box.slices
        return np.stack([planes[z][rows, columns] for z in wanted]), not missing

    def _remembered(self, subject: Subject, box: Box) -> Floats | None:
        """From a place that was looked at before and holds all of the box."""
        for looked in self._probabilities.latest():
            if looked == _looked(subject, looked.box) and _holds(looked.box, box):
                kept = self._probabilities.get(looked)
                if kept is not None:
                    return kept[(slice(None), *_inside(looked.box, box))].astype(np.float32)
        return None

    def _believed(self, subject: Subject, predictor: Predictor, box: Box, stop: Stop) -> None:
        if self._remembered(subject, box) is not None:
            return
        image = self._shown(subject, predictor, box, stop)
        normalisation = self._normalisation(subject, predictor, stop)
        stop()
        seen = predictor.predict(
            image, subject.geometry.spacing, normalisation=normalisation, quick=True
        )
        believed = _with_background(seen.probabilities, predictor.spec)
        self._probabilities.put(_looked(subject, box), believed.astype(np.float16))

    def _shown(self, subject: Subject, predictor: Predictor, box: Box, stop: Stop) -> Floats:
        """Of `box`, what the model is shown: (z, y, x), or (c, z, y, x) of several sequences."""
        if predictor.spec.in_channels == 1:
            return self._image(subject, box, stop)[0]
        return self._channels_of(subject, stop)[(slice(None), *box.slices)]

    def _channels_of(self, subject: Subject, stop: Stop) -> Floats:
        """All of them, whole: they lie on other slices. Read again each time where they are too large."""
        key = _looked(subject, _whole(subject))
        image = self._channels.get(key)
        if image is None:
            stop()
            image = load_channels(subject.case, subject.model.run.channels if subject.model else [])
            self._channels.put(key, image)
        return image

    def _normalisation(
        self, subject: Subject, predictor: Predictor, stop: Stop
    ) -> tuple[Normalisation, ...]:
        """Of each channel: a part of the volume is brought to the same scale as the whole."""
        if _is_small(subject, predictor):
            return _planned(predictor)
        return self._scale(subject, predictor, stop)

    def _scale(
        self, subject: Subject, predictor: Predictor, stop: Stop
    ) -> tuple[Normalisation, ...]:
        hows = _planned(predictor)
        if all(how.kind == "ct" for how in hows):
            return hows
        key = _looked(subject, _whole(subject))
        if key not in self._spreads:
            depth = subject.geometry.shape[0]
            at = np.unique(np.linspace(0, depth - 1, min(depth, SAMPLED_SLICES)).astype(int))
            stop()
            if len(hows) == 1:
                sample = load_slices(subject.series, at.tolist())[None]
            else:
                sample = self._channels_of(subject, stop)[:, at]
            pairs = zip(sample, hows, strict=True)
            self._spreads[key] = tuple(absolute(channel, how) for channel, how in pairs)
        return self._spreads[key]


def _with_background(probabilities: Floats, spec: ModelSpec) -> Floats:
    """A sigmoid has no channel of it: it is background where no label is likely."""
    if spec.head == "softmax":
        return probabilities
    return np.concatenate([1 - probabilities.max(axis=0, keepdims=True), probabilities])


def _planned(predictor: Predictor) -> tuple[Normalisation, ...]:
    spec = predictor.spec
    return tuple(spec.normalisation_of(number) for number in range(spec.in_channels))


def _looked(subject: Subject, box: Box) -> Looked:
    return Looked(subject.series.pk, subject.model.weights_blob if subject.model else "", box)


def _whole(subject: Subject) -> Box:
    return Box((0, 0, 0), subject.geometry.shape)


def _is_small(subject: Subject, predictor: Predictor) -> bool:
    """Whether a pre-label takes it in one pass, too."""
    return prod(subject.geometry.shape) <= ONE_PASS_PATCHES * prod(_patch(subject, predictor))


def _patch(subject: Subject, predictor: Predictor) -> list[int]:
    """The model's patch in voxels of the case."""
    pairs = zip(predictor.spec.patch, predictor.spec.spacing, subject.geometry.spacing, strict=True)
    return [ceil(voxels * planned / own) for voxels, planned, own in pairs]


def _wide(subject: Subject, box: Box, predictor: Predictor) -> Box:
    """The box with its context, at least a patch on each side where the volume has as much."""
    low, high = [], []
    for start, end, least, side in zip(
        box.low, box.high, _patch(subject, predictor), subject.geometry.shape, strict=True
    ):
        more = max(CONTEXT, ceil((least - (end - start)) / 2))
        first = max(0, min(start - more, side - least))
        low.append(first)
        high.append(min(side, max(end + more, first + least)))
    return Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))


def _holds(outer: Box, inner: Box) -> bool:
    return all(a <= b for a, b in zip(outer.low, inner.low, strict=True)) and all(
        a >= b for a, b in zip(outer.high, inner.high, strict=True)
    )


def _inside(outer: Box, inner: Box) -> tuple[slice, ...]:
    """Where `inner` lies in an array of `outer`."""
    pairs = zip(inner.low, inner.high, outer.low, strict=True)
    return tuple(slice(low - start, high - start) for low, high, start in pairs)
