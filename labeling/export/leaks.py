"""Does anything stand on both sides of a split?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def leak_check(cases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Look for patients, series and pixel files in more than one split of a manifest's `cases`.

    Returns:
        `{"patients": [...], "series": [...], "images": [...], "clean": bool}`; each list names
        what was found, by case names.
    """
    found = {
        "patients": _across(cases, lambda case: [case["patient"]]),
        "series": _across(cases, lambda case: [case["series_instance_uid"]]),
        "images": _across(cases, lambda case: case["instance_sha256"]),
    }
    return {**found, "clean": not any(found.values())}


def _across(cases: Sequence[Mapping[str, Any]], keys_of: Any) -> list[list[str]]:
    splits: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        for key in _distinct(keys_of(case)):
            splits[key].add(case["split"])
            names[key].add(case["case"])
    leaking = {frozenset(names[key]) for key, in_splits in splits.items() if len(in_splits) > 1}
    return sorted(sorted(group) for group in leaking)


def _distinct(keys: Iterable[str]) -> set[str]:
    return set(keys)
