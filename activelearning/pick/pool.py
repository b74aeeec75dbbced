"""The candidates as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from activelearning.pick.candidates import Candidate, Floats, PickContext
from activelearning.pick.errors import ParameterProblem

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Pool:
    """Candidates in the order of their case keys, so that nothing depends on how they came."""

    candidates: tuple[Candidate, ...]
    per_minute: bool = False

    @staticmethod
    def of(candidates: Sequence[Candidate], *, per_minute: bool = False) -> Pool:
        return Pool(tuple(sorted(candidates, key=lambda one: one.case)), per_minute)

    def __len__(self) -> int:
        return len(self.candidates)

    def measure(self, key: str) -> Floats:
        """(N,) the component, NaN where a case has none."""
        return np.array([one.components.get(key, np.nan) for one in self.candidates], np.float64)

    def worth(self, values: Floats) -> Floats:
        """(N,) what ranks: the values, or the values by expected minute."""
        return values / self.minutes if self.per_minute else values

    @cached_property
    def minutes(self) -> Floats:
        """(N,) expected minutes; a case without a number of its own gets the median."""
        known = np.array([one.cost_minutes or np.nan for one in self.candidates], np.float64)
        middle = np.nanmedian(known) if np.isfinite(known).any() else 1.0
        return np.where(np.isfinite(known), known, middle)

    @cached_property
    def embedded(self) -> Mask:
        """(N,) which cases have an embedding."""
        return np.array([bool(one.embedding) for one in self.candidates], bool)

    def embeddings(self, context: PickContext) -> tuple[Floats, Floats]:
        """(N, D) of the pool, zero where there is none, and (n, D) of the labelled cases.

        Raises:
            ParameterProblem: they are not all of one length.
        """
        lengths = {len(one.embedding) for one in self.candidates if one.embedding}
        labelled = np.asarray(context.labelled_embeddings, np.float64)
        if labelled.size:
            lengths.add(labelled.shape[1])
        if len(lengths) > 1:
            raise ParameterProblem(
                "embedding", expected="vectors of one length", got=sorted(lengths)
            )
        length = lengths.pop() if lengths else 0
        found = np.zeros((len(self), length))
        for at, one in enumerate(self.candidates):
            if one.embedding:
                found[at] = one.embedding
        return found, labelled if labelled.size else np.zeros((0, length))
