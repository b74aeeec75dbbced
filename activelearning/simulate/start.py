"""The paired start set of a seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from activelearning.simulate.cases import Known


def start_set(pool: Sequence[Known], *, size: int, seed: int) -> list[str]:
    """`size` cases drawn by chance: the same for every strategy of this seed.

    One of each patient, as a batch would be; second cases only when the patients are used up.
    """
    rng = np.random.default_rng([seed, 1])
    shuffled = [pool[i] for i in rng.permutation(len(pool))]
    seen: set[str] = set()
    first: list[str] = []
    later: list[str] = []
    for case in shuffled:
        (later if case.patient in seen else first).append(case.id)
        seen.add(case.patient)
    return [*first, *later][:size]
