"""What the helper remembers, within its bound."""

import numpy as np

from activelearning.assist.kept import Kept


def test_the_least_recently_used_goes_first_and_the_bound_holds() -> None:
    kept: Kept[str] = Kept(30)
    for name in "abc":
        kept.put(name, np.zeros(10, np.uint8))
    assert kept.get("a") is not None
    kept.put("d", np.zeros(10, np.uint8))
    assert kept.latest() == ["d", "a", "c"]
    assert (kept.get("b"), kept.bytes) == (None, 30)


def test_what_replaces_is_counted_once_and_what_is_too_large_is_not_kept() -> None:
    kept: Kept[str] = Kept(30)
    kept.put("a", np.zeros(10, np.uint8))
    kept.put("a", np.zeros(20, np.uint8))
    assert kept.bytes == 20
    kept.put("b", np.zeros(31, np.uint8))
    assert (kept.get("b"), kept.get("a") is None, kept.bytes) == (None, False, 20)
