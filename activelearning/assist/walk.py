"""A random walker with priors: which voxels go with a scribble.

Grady, "Multilabel random walker image segmentation using prior models", CVPR 2005: each voxel's value
is the weighted mean of its neighbours' values and of its own prior, so a border settles where
intensities and beliefs change. Plain numpy and scipy; the same input gives the same output.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import cg

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_LEAST_WEIGHT = 1e-4
_TOLERANCE = 1e-3
_MOST_STEPS = 120


def walk(
    features: Sequence[Floats],
    prior: Floats,
    trust: Floats,
    ground: Flags,
    seeds: Flags,
    spacing: Sequence[float],
) -> Floats:
    """Values in 0..1, float32 (z, y, x): 1 where a walker would end with the seeds.

    Args:
        features: volumes (z, y, x), each scaled so that a step of 1 between neighbours is a border.
        prior: (z, y, x) in 0..1, what a voxel would be without its neighbours.
        trust: (z, y, x), weight of the prior against one neighbour without a border between.
        ground: (z, y, x), where there is walking; elsewhere the value is 0.
        seeds: (z, y, x), within the ground; their value is 1.
        spacing: mm (z, y, x); neighbours that lie further apart hold on to each other less.
    """
    value = seeds.astype(np.float32)
    free = ground & ~seeds
    if not free.any():
        return value
    numbers = np.cumsum(ground.ravel(), dtype=np.int32).reshape(ground.shape) - 1
    graph = _graph(features, ground, numbers, spacing)
    rows, sown = numbers[free], numbers[seeds]
    from_free = graph[rows]
    pull = trust[free] + np.asarray(from_free.sum(axis=1), np.float32).ravel()
    system = sparse.diags(pull) - from_free[:, rows]
    wanted = trust[free] * prior[free]
    wanted = wanted + np.asarray(from_free[:, sown].sum(axis=1), np.float32).ravel()
    conditioner = sparse.diags(1 / pull)
    found, _ = cg(
        system, wanted, x0=prior[free], rtol=_TOLERANCE, maxiter=_MOST_STEPS, M=conditioner
    )
    value[free] = np.clip(found, 0, 1)
    return value


def _graph(
    features: Sequence[Floats], ground: Flags, numbers: NDArray[np.int32], spacing: Sequence[float]
) -> sparse.csr_matrix:
    """Weights in 0..1 between voxels of the ground that share a face."""
    nearest = min(spacing)
    ones, others, weights = [], [], []
    for axis in range(3):
        first = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
        second = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
        pair = ground[first] & ground[second]
        steps = np.zeros(int(pair.sum()), np.float32)
        for feature in features:
            steps += np.square(feature[second][pair] - feature[first][pair])
        weights.append((np.exp(-steps) + _LEAST_WEIGHT) * (nearest / spacing[axis]) ** 2)
        ones.append(numbers[first][pair])
        others.append(numbers[second][pair])
    one, other, weight = np.concatenate(ones), np.concatenate(others), np.concatenate(weights)
    ends = (np.concatenate([one, other]), np.concatenate([other, one]))
    size = int(ground.sum())
    return sparse.coo_matrix((np.concatenate([weight, weight]), ends), (size, size)).tocsr()
