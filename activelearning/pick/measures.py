"""Which stored component a strategy ranks by.

A measure alone is its mean in the boundary band; `<measure>.<aggregation>` is another way from
voxels to a case. `pairwise_dice` and `soft_dice` are scores of the case itself.
"""

from __future__ import annotations

from activelearning.pick.basket import Basket
from activelearning.pick.candidates import Floats
from activelearning.pick.constraints import Bound

VOXEL_MEASURES = (
    "entropy",
    "margin",
    "least_confidence",
    "expected_entropy",
    "mutual_information",
)
CASE_MEASURES = ("pairwise_dice", "soft_dice")
MEASURES = (*VOXEL_MEASURES, *CASE_MEASURES)
BAND = "band"
AGGREGATIONS = (BAND, "mean", "top_k", "patch_max", "soft")
FALLBACK = "entropy"
FOREGROUND = "foreground_voxels"


def component_key(measure: str, aggregation: str = BAND) -> str:
    """The key under which the measure is stored."""
    plain = aggregation == BAND or measure in CASE_MEASURES
    return measure if plain else f"{measure}.{aggregation}"


def values_of(basket: Basket, measure: str, aggregation: str = BAND) -> Floats:
    """(N,) what the pool is ranked by, NaN where a case was not scored.

    Where no case has the measure, such as mutual information of a network without members, the
    mean entropy in the band stands in, and the batch says so.
    """
    wanted = component_key(measure, aggregation)
    for key in (wanted, measure, FALLBACK):
        found = basket.pool.measure(key)
        if (found == found).any():
            if key != wanted:
                basket.say(Bound("measure", "", wanted, key))
            return basket.pool.worth(found)
    return basket.pool.measure(wanted)
