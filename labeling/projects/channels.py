"""What a model is shown of a case: the annotated series, and further sequences of its study.

Stored on the project and with each training run as `[{"name", "match", "modality"}]`, in order. The
first entry is the annotated series; an empty list says that there is no other.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Self

from labeling.projects.errors import ChannelsProblem

MOST = 8
Channels = Sequence[Mapping[str, str]]


class Rule:
    """How the series of one further channel is found: by its description or protocol, and modality."""

    def __init__(self, name: str, match: str, modality: str) -> None:
        self.name = name
        self._match = match
        self._modality = modality

    @classmethod
    def of(cls, channel: Mapping[str, str]) -> Self:
        return cls(channel["name"], channel.get("match", ""), channel.get("modality", ""))

    def __str__(self) -> str:
        """As a person would say it: 'FLAIR*' of MR."""
        words = [f"'{self._match}'" if self._match else "", self._modality]
        return " of ".join(word for word in words if word)

    def takes(self, *, texts: Sequence[str], modality: str) -> bool:
        """Whether a series of this modality, with these descriptions, is what is looked for.

        A pattern with * or ? stands for a whole description, another for a part of one.
        """
        if self._modality and modality.upper() != self._modality.upper():
            return False
        wanted = self._match.lower()
        pattern = wanted if set(wanted) & {"*", "?"} else f"*{wanted}*"
        pattern = pattern.replace("[", "[[]")
        return not wanted or any(fnmatchcase(text.lower(), pattern) for text in texts)


def further(channels: Channels) -> list[Rule]:
    """The rules of what comes after the annotated series."""
    return [Rule.of(channel) for channel in channels[1:]]


def names_of(channels: Channels) -> list[str]:
    return [channel["name"] for channel in channels]


def same_rules(one: Channels, other: Channels) -> bool:
    """Whether both show a model the same, whatever the channels are called."""
    return list(map(str, further(one))) == list(map(str, further(other)))


def check_channels(channels: Sequence[Mapping[str, Any]]) -> None:
    """Refuse what cannot be looked for.

    Raises:
        ChannelsProblem: 422, naming the channel.
    """
    if len(channels) > MOST:
        raise ChannelsProblem(expected=f"at most {MOST} channels", got=len(channels))
    names = [channel["name"].lower() for channel in channels]
    if len(set(names)) != len(names):
        raise ChannelsProblem("Two channels have one name.", expected="different names", got=names)
    for channel in channels[1:]:
        if not channel.get("match") and not channel.get("modality"):
            raise ChannelsProblem(
                f"The channel {channel['name']} says nothing to find its series by.",
                expected="a part of the description, or a modality",
                got="neither",
            )
    rules = [str(rule).lower() for rule in further(channels)]
    if len(set(rules)) != len(rules):
        raise ChannelsProblem(
            "Two channels look for the same series.", expected="different rules", got=rules
        )
