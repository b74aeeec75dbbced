from random import Random

import pytest

from labeling.assign.policies import Deal, deal, deal_second_reads


def test_readers_take_turns_until_each_has_their_share() -> None:
    dealt = deal([10, 11, 12, 13, 14], [(1, 3), (2, 1)])
    assert dealt == [Deal(10, 1, 1), Deal(11, 2, 1), Deal(12, 1, 1), Deal(13, 1, 1)]


@pytest.mark.parametrize(("rate", "count"), [(0.0, 0), (0.1, 1), (0.25, 3), (1.0, 10)])
def test_the_rate_is_rounded_to_whole_cases(rate: float, count: int) -> None:
    first = deal(list(range(10)), [(1, 5), (2, 5)])
    assert len(deal_second_reads(first, [1, 2], rate, Random(0))) == count  # noqa: S311


def test_the_second_reader_is_another_person_and_the_load_is_even() -> None:
    first = deal(list(range(30)), [(1, 10), (2, 10), (3, 10)])
    second = deal_second_reads(first, [1, 2, 3], 1.0, Random(4))  # noqa: S311
    reader_of = {one.case: one.reader for one in first}
    assert all(one.reader != reader_of[one.case] for one in second)
    loads = [sum(one.reader == reader for one in second) for reader in (1, 2, 3)]
    assert max(loads) - min(loads) <= 2


def test_the_same_seed_gives_the_same_deal() -> None:
    first = deal(list(range(20)), [(1, 10), (2, 10)])
    one, other = (deal_second_reads(first, [1, 2], 0.3, Random(9)) for _ in range(2))  # noqa: S311
    assert one == other
