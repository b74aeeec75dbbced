"""Equality of values of which one has been in the database."""

from typing import Any


def alike(fresh: Any, stored: Any) -> bool:
    """Equal, if numbers are compared as floats: jsonb keeps 7.23e75 as a whole number of 76 digits."""
    if isinstance(fresh, dict) and isinstance(stored, dict):
        same_keys = fresh.keys() == stored.keys()
        return same_keys and all(alike(value, stored[key]) for key, value in fresh.items())
    if isinstance(fresh, list) and isinstance(stored, list):
        return len(fresh) == len(stored) and all(map(alike, fresh, stored))
    if isinstance(fresh, float) and isinstance(stored, int):
        return fresh == float(stored)
    return bool(fresh == stored)
