"""What the records of a judgement say, as people read it."""

import re
from collections.abc import Mapping

_ATTRIBUTE = re.compile(r"\b(sex|age|scanner|site|slices|view):")
_SEX = re.compile(r"\bsex ([FMO])\b")
_SEXES = {"F": "female", "M": "male", "O": "other"}
_CLASS = re.compile(r"\bclass (\d+)\b|\bfinding (\S+)(?= AUROC)")


def group_words(text: str) -> str:
    """`sex:F & age:18-39` -> `sex female & age 18-39`."""
    return _SEX.sub(lambda found: f"sex {_SEXES[found[1]]}", _ATTRIBUTE.sub(r"\1 ", text))


def gate_words(text: str, names: Mapping[str, str]) -> str:
    """`class 1 Dice` -> `Liver Dice`; groups as `group_words`. Works on a sentence of them too.

    Args:
        text: of the gate.
        names: see `class_names`.
    """
    named = _CLASS.sub(lambda found: names.get(found[1] or found[2], found[0]), text)
    return group_words(named)
