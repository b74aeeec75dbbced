"""Dealing cases to readers. Pure: the same arguments give the same deal."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Deal:
    """A case for a reader; `read` 1 is the first reader, 2 the blind second one."""

    case: int
    reader: int
    read: int


def deal(cases: Sequence[int], shares: Sequence[tuple[int, int]]) -> list[Deal]:
    """First reads: the readers take turns, in the cases' order, until each has their share.

    Taking turns gives each reader an even part of the most doubtful cases.

    Args:
        cases: ids, the most wanted first.
        shares: `(reader, number of cases)`; they may add up to less than there are cases.
    """
    left = [[reader, count] for reader, count in shares]
    waiting = list(cases)
    dealt: list[Deal] = []
    while waiting and any(count for _, count in left):
        for share in left:
            if share[1] and waiting:
                dealt.append(Deal(waiting.pop(0), share[0], read=1))
                share[1] -= 1
    return dealt


def deal_second_reads(
    first: Sequence[Deal], readers: Sequence[int], rate: float, rng: Random
) -> list[Deal]:
    """Second reads of a random part of the cases, each by another reader, evenly spread.

    Args:
        first: the first reads.
        readers: who may read twice.
        rate: part of the cases in [0, 1]; rounded to whole cases, half up.
        rng: decides which cases and, between equals, who.
    """
    twice = set(rng.sample(range(len(first)), int(len(first) * rate + 0.5)))
    load = dict.fromkeys(readers, 0)
    dealt: list[Deal] = []
    for index, one in enumerate(first):
        if index not in twice:
            continue
        others = [reader for reader in load if reader != one.reader]
        least = min(load[reader] for reader in others)
        reader = rng.choice([reader for reader in others if load[reader] == least])
        load[reader] += 1
        dealt.append(Deal(one.case, reader, read=2))
    return dealt
