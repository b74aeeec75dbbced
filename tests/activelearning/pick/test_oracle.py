"""scikit-activeml is the oracle where it defines the same thing."""

import numpy as np
import pytest
from skactiveml.pool import CoreSet

from activelearning.pick.candidates import PickContext
from tests.activelearning.pick.pools import cases, embedded, pick


@pytest.mark.parametrize("seed", range(4))
def test_coreset_takes_what_scikit_activeml_takes(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(24, 3))
    labels = np.array([0, 1, 0, 1] + [np.nan] * 20)
    theirs = CoreSet(random_state=seed).query(points, labels, batch_size=6)
    context = PickContext(labelled_embeddings=points[:4])
    ours = pick(embedded(points[4:]), strategy="coreset", size=6, random_share=0.0, context=context)
    assert [case + 4 for case in cases(ours)] == theirs.tolist()
