"""Questions as the browser writes them."""

import gzip
from typing import Any

import numpy as np

from labeling.assist.question import encode_labels


def runs_of(where: np.ndarray) -> list[list[int]]:
    """[first, count] of the true voxels of a region."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], where.ravel().astype(np.int8), [0]])))
    return [[int(a), int(b - a)] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def question(
    labels: np.ndarray,
    where: np.ndarray | None = None,
    *,
    label: int = 1,
    positive: bool = True,
    low: tuple[int, int, int] = (0, 0, 0),
    **more: Any,
) -> bytes:
    """Of a region that begins at `low`; without `where` it only prepares."""
    high = [a + b for a, b in zip(low, labels.shape, strict=True)]
    scribble = [] if where is None else runs_of(where)
    header = {"box": [list(low), high], "label": label, "positive": positive, "scribble": scribble}
    return gzip.compress(encode_labels(header | more, labels))
