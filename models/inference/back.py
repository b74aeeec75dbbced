"""From probabilities on the network's grid to labels on the source's, one class at a time."""

from __future__ import annotations

import torch

from models.spec import ModelSpec, Triple
from models.transforms.resample import resample_channels


def labels_on(shape: Triple, probabilities: torch.Tensor, spec: ModelSpec) -> torch.Tensor:
    """uint8 label values of `shape`.

    As the argmax of all probabilities resampled, but no more than two classes are ever held on the
    source's grid: with many labels on a large scan they would take gigabytes.

    Args:
        shape: of the source (z, y, x).
        probabilities: (C, z, y, x) on the network's grid.
        spec: says which label value each channel stands for.
    """
    if spec.head == "softmax" and tuple(probabilities.shape[1:]) == shape:
        values = torch.tensor(spec.output_values, dtype=torch.uint8, device=probabilities.device)
        return values[probabilities.argmax(dim=0)]
    least = 0.5 if spec.head == "sigmoid" else -1.0
    best = torch.full(shape, least, device=probabilities.device)
    labels = torch.zeros(shape, dtype=torch.uint8, device=probabilities.device)
    for value, channel in zip(spec.output_values, probabilities, strict=True):
        share = resample_channels(channel[None], shape)[0]
        stronger = share > best
        best = torch.where(stronger, share, best)
        labels[stronger] = value
    return labels
