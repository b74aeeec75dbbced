"""Weights leave the run's folder for the blob store."""

from activelearning.retrain.train import Trained
from labeling.core import blobs


def keep_weights(trained: Trained) -> str:
    """Store the weights file; return its SHA-256."""
    with trained.weights.open("rb") as stream:
        return blobs.put(stream).sha256
