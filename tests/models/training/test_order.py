from __future__ import annotations

from models.training.order import Order

IDS = ["a", "b", "c", "d", "e"]


def test_every_case_is_seen_once_an_epoch() -> None:
    order = Order(IDS, seed=0)
    epochs = [[order.at(epoch * 5 + place) for place in range(5)] for epoch in range(3)]
    assert all(sorted(seen) == [0, 1, 2, 3, 4] for seen in epochs)
    assert epochs[0] != epochs[1] or epochs[1] != epochs[2]


def test_a_new_case_comes_every_other_time_and_no_earlier_one_is_forgotten() -> None:
    order = Order(IDS, seed=0, new=["d"])
    seen = [order.at(position) for position in range(16)]
    assert seen[::2] == [3] * 8
    assert sorted(seen[1:8:2]) == sorted(seen[9::2]) == [0, 1, 2, 4]


def test_new_cases_alone_are_a_plain_run() -> None:
    assert sorted(Order(IDS, seed=0, new=IDS).at(n) for n in range(5)) == [0, 1, 2, 3, 4]
