"""A whole case predicted by the model helper, for the machine worker: one copy of the model on the device.

The worker names a case; the case decides the image and, through its project, the model, as it does
for people's questions. The answer is a prediction as raw arrays: labels uint8, then probabilities
and, of several members, their entropy, float32 little-endian, each in C order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from activelearning.prelabel.predictors import load_predictor
from labeling.assist import client
from labeling.assist.errors import HelperFailed, QuestionRefused
from labeling.assist.selectors import subject_of
from labeling.cohorts.selectors.images import load_channels
from models.inference.members import Members
from models.inference.prediction import Prediction
from models.inference.predictor import Predictor, Ready

MAX_ANSWER = 1 << 30
"""Of a larger one the worker takes care itself."""
CASE_SECONDS = 1800.0
CASE_BYTES = 384 << 20
"""Of a case's arrays on a CPU, where nothing is gained by having them in the helper."""
KINDS = ("tta", "dropout")
"""An ensemble is made of files, and files are never named from outside."""
FLOAT = np.dtype("<f4")


def predict_case(case_id: int, weights: str, members: Members | None = None) -> Prediction:
    """By the model helper, after whatever people ask of it.

    Args:
        case_id: whose image, and whose project's live model.
        weights: SHA-256 of the weights that are expected to be live.
        members: whose mean is wanted; no ensemble.

    Raises:
        NoHelper, HelperLate, HelperFailed: 503. HelperBusy: 429. QuestionRefused: 422.
    """
    head = {"predict": case_id, "members": None if members is None else asdict(members)}
    said, body = client.ask(head, b"", seconds=CASE_SECONDS, limit=MAX_ANSWER)
    if said.get("weights") != weights:
        raise HelperFailed("The model helper has another model by now.")
    return unpacked(said, body)


def prepared_case(case_id: int) -> tuple[Predictor, Ready, str]:
    """In the helper: the live model, the case as it wants it, and the SHA-256 of its weights.

    Raises:
        QuestionRefused: there is no live model.
        HelperFailed: on a CPU, the case would take more memory than the helper may have.
        ChannelProblem, DicomProblem, BlobMissing, BlobDamaged, ModelProblem: image or model cannot
            be used.
    """
    subject = subject_of(case_id)
    if subject.model is None:
        raise QuestionRefused("The case's project has no live model.")
    predictor = load_predictor(subject.model.weights_blob, subject.model.spec)
    spec = predictor.spec
    volumes = 2 * spec.in_channels + 2 * spec.classes  # source, prepared; logits and their sums
    if predictor.device.type == "cpu" and 4 * volumes * prod(subject.geometry.shape) > CASE_BYTES:
        raise HelperFailed("The case is too large for the model helper's share of the memory.")
    image = load_channels(subject.case, subject.model.run.channels)
    ready = predictor.prepare(image, subject.geometry.spacing)
    return predictor, ready, subject.model.weights_blob


def members_of(value: Any) -> Members | None:
    """From a message.

    Raises:
        KeyError, TypeError, ValueError: it says no members.
    """
    if value is None:
        return None
    if value["kind"] not in KINDS or value["weights"]:
        raise ValueError(value)
    return Members(value["kind"], int(value["count"]), seed=int(value["seed"]))


def packed(prediction: Prediction, weights: str) -> tuple[dict[str, Any], bytes]:
    """Head and body of the answer.

    Raises:
        HelperFailed: it is too large.
    """
    entropy = prediction.planned_entropy
    floats = [prediction.planned, *([] if entropy is None else [entropy])]
    if prediction.labels.nbytes + sum(one.nbytes for one in floats) > MAX_ANSWER:
        raise HelperFailed("The prediction is too large to be handed on.")
    head = {
        "weights": weights,
        "labels": list(prediction.labels.shape),
        "planned": list(prediction.planned.shape),
        "members": entropy is not None,
        "pairwise_dice": prediction.pairwise_dice,
        "embedding": [float(value) for value in prediction.embedding],
    }
    parts = [prediction.labels.tobytes(), *(one.astype(FLOAT).tobytes() for one in floats)]
    return head, b"".join(parts)


def unpacked(head: dict[str, Any], body: bytes) -> Prediction:
    """What `packed` was given."""
    labels, planned = head["labels"], head["planned"]
    after_labels = prod(labels)
    after_planned = after_labels + 4 * prod(planned)
    entropy = _floats(body[after_planned:], planned[1:]) if head["members"] else None
    return Prediction(
        labels=np.frombuffer(body[:after_labels], np.uint8).reshape(labels).copy(),
        planned=_floats(body[after_labels:after_planned], planned),
        planned_entropy=entropy,
        pairwise_dice=head["pairwise_dice"],
        embedding=np.asarray(head["embedding"], np.float32),
    )


def _floats(raw: bytes, shape: Sequence[int]) -> NDArray[np.float32]:
    return np.frombuffer(raw, FLOAT).reshape(shape).astype(np.float32)
