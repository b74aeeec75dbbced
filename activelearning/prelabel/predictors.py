"""Loaded networks, kept between jobs: loading costs more than a small case."""

import json
from functools import lru_cache
from typing import Any

from labeling.core import blobs
from models.classification.predictor import ClassifierPredictor
from models.classification.spec import ClassifierSpec
from models.inference.predictor import Predictor
from models.spec import ModelSpec


def load_predictor(weights_blob: str, spec: dict[str, Any]) -> Predictor:
    """The predictor of these weights (SHA-256 of the stored file) and this spec.

    Raises:
        SpecProblem, WeightsProblem: they cannot be loaded.
        BlobMissing, BlobDamaged: the weights are not in the store, or not as they were stored.
    """
    return _load(weights_blob, json.dumps(spec, sort_keys=True))


def load_classifier(weights_blob: str, spec: dict[str, Any]) -> ClassifierPredictor:
    """As `load_predictor`, for a spec whose task is classification."""
    return _load_classifier(weights_blob, json.dumps(spec, sort_keys=True))


@lru_cache(maxsize=4)
def _load(weights_blob: str, spec: str) -> Predictor:
    """In a turn the challenger is judged against the champion; the helper serves several projects."""
    blobs.verify(weights_blob)
    return Predictor.load(blobs.path(weights_blob), ModelSpec.from_json(json.loads(spec)))


@lru_cache(maxsize=4)
def _load_classifier(weights_blob: str, spec: str) -> ClassifierPredictor:
    blobs.verify(weights_blob)
    path = blobs.path(weights_blob)
    return ClassifierPredictor.load(path, ClassifierSpec.from_json(json.loads(spec)))
