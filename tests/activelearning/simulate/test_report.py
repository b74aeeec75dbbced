from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from activelearning.simulate.plot import HEIGHT, WIDTH, draw, ticks
from activelearning.simulate.report import as_csv, as_markdown, write_report
from activelearning.simulate.summary import Arm, describe_arms
from activelearning.simulate.verdict import verdict

LABELS = np.tile([8.0, 18.0, 28.0, 38.0], (4, 1))
FULL = [0.88, 0.881, 0.879, 0.88]


def _arm(name: str, dice: list[float], voxels: float = 1500.0) -> Arm:
    wobble = np.array([[0.0], [0.001], [-0.001], [0.0005]])
    edited = LABELS * voxels
    return Arm(name, np.array([dice]) + wobble, LABELS, edited, edited / 1000 + LABELS * 0.5)


@pytest.fixture(scope="module")
def results():
    arms = [
        _arm("random", [0.80, 0.83, 0.85, 0.86]),
        _arm("entropy", [0.80, 0.85, 0.87, 0.875], voxels=1600.0),
    ]
    return {"seeds": [0, 1, 2, 3], **describe_arms(arms, FULL, pool=152)}


def test_labels_to_a_share_of_the_full_data_dice_are_interpolated(results) -> None:
    random, entropy = (arm["reach"] for arm in results["arms"])
    mean = np.mean([0.0, 0.001, -0.001, 0.0005])
    target = 0.99 * 0.88
    assert random["99"]["labels"] is None
    expected = 28 + 10 * (target - (0.87 + mean)) / 0.005
    assert entropy["99"]["labels"] == pytest.approx(expected)
    assert entropy["99"]["edited"] == pytest.approx(1600 * expected)
    assert entropy["99"]["seeds"] == 4


def test_gain_is_per_voxel_and_minute_from_the_first_to_the_last_point(results) -> None:
    entropy = results["arms"][1]
    assert entropy["gain_per_1000_voxels"] == pytest.approx(0.075 / (30 * 1.6))
    assert entropy["gain_per_minute"] == pytest.approx(0.075 / (30 * 1.6 + 30 * 0.5))


def test_curves_over_voxels_are_compared_where_both_lie(results) -> None:
    """Random spans 12,000 to 57,000 voxels, entropy 12,800 to 60,800: the common part counts."""
    found = results["arms"][0]["area_over"]["edited"]
    at = np.array([12.8, 27.0, 42.0, 57.0])
    heights = np.interp(at, [12.0, 27.0, 42.0, 57.0], [0.80, 0.83, 0.85, 0.86])
    mean = np.mean([0.0, 0.001, -0.001, 0.0005])
    assert found == pytest.approx(np.trapezoid(heights, at) / (57.0 - 12.8) + mean)


def test_the_verdict_is_plain(results) -> None:
    assert results["verdict"] == [
        "Over 4 repetitions Predictive entropy reaches 99 % of the full-data Dice (0.880) with 31 of 152 cases.",
        "Chance reaches 95 % of the full-data Dice (0.880) with 21 of 152 cases.",
        "Predictive entropy learns faster than Chance.",
    ]


@pytest.mark.parametrize(
    ("seeds", "full", "first"),
    [
        (1, 0.37, "1 repetition, so no interval: a sketch in which Chance reaches 99 % of a full-data Dice that is "
                  "itself low (0.370) with at most 8 of 152 cases."),
        (3, 0.82, "3 repetitions: a sketch in which Chance reaches 99 % of the full-data Dice (0.820) with 30 of "
                  "152 cases."),
    ],
)  # fmt: skip
def test_too_few_seeds_are_a_sketch_and_compare_nothing(
    seeds: int, full: float, first: str
) -> None:
    arms = [
        Arm(one.strategy, *(getattr(one, axis)[:seeds] for axis in ("dice", "labels", "edited", "minutes")))
        for one in (_arm("random", [0.79, 0.80, 0.81, 0.82]), _arm("entropy", [0.70, 0.71, 0.72, 0.73]))
    ]  # fmt: skip
    found = describe_arms(arms, [full] * seeds, pool=152)
    assert found["verdict"][0] == first
    assert found["verdict"][2:] == [
        "Strategies are not compared: that takes 4 repetitions or more."
    ]
    assert found["pairs"][0]["tie"] is None
    assert "too few seeds" in as_markdown({"seeds": [*range(seeds)], **found})


def test_a_tie_is_called_a_tie() -> None:
    base = [0.80, 0.83, 0.85, 0.86]
    arms = [_arm("random", base), _arm("foreground_66", base)]
    lines = describe_arms(arms, FULL, pool=152)["verdict"]
    assert lines[-1] == (
        "Chance is tied with Chance, two thirds by foreground: no difference is significant."
    )
    assert not any("faster" in line for line in lines)


def test_a_curve_that_starts_above_the_mark_says_at_most(results) -> None:
    found = verdict(
        [
            {
                **results["arms"][0],
                "reach": {m: {"labels": 8.0, "at_start": True} for m in ("95", "99")},
            }
        ],
        [],
        {"dice": {"mean": 0.75}},
        pool=152,
        seeds=4,
    )
    assert found == [
        "Over 4 repetitions Chance reaches 99 % of the full-data Dice (0.750) with at most 8 of 152 cases."
    ]


def test_the_table_counts_whole_cases_as_the_verdict_does(results) -> None:
    reach = results["arms"][1]["reach"]["99"]
    assert reach["labels"] == pytest.approx(30.15)
    assert "| 31 |" in as_markdown(results)


def test_the_table_says_not_reached(results) -> None:
    text = as_markdown(results)
    assert "not reached" in text
    assert "| Predictive entropy (`entropy`) | 0." in text
    assert "| Chance - Predictive entropy | -0.0158 (-0.0158 to -0.0158) |" in text


def test_the_csv_has_a_line_a_seed_and_point(results) -> None:
    lines = as_csv(results).splitlines()
    assert len(lines) == 1 + 2 * 4 * 4
    assert lines[1].startswith("random,0,8,0.8,")


def test_the_picture_shows_curves_and_can_be_opened(results, tmp_path: Path) -> None:
    write_report(tmp_path, {**results, "protocol": {}})
    with Image.open(tmp_path / "curves.png") as picture:
        assert picture.size == (WIDTH, HEIGHT)
        colours = picture.convert("RGB").getcolors(WIDTH * HEIGHT)
    assert colours is not None
    shown = {colour for _, colour in colours}
    assert {(0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)} <= shown


def test_without_full_data_and_with_one_seed_it_still_draws(results) -> None:
    single = [Arm(a.strategy, a.dice[:1], a.labels[:1], a.edited[:1], a.minutes[:1])
              for a in (_arm("random", [0.8, 0.81, 0.82, 0.83]),)]  # fmt: skip
    found = {"seeds": [0], **describe_arms(single, None, pool=152)}
    assert draw(found).size == (WIDTH, HEIGHT)
    assert found["marks"] == {}
    assert "not reached" not in as_markdown(found)


def test_ticks_are_round_and_within() -> None:
    assert ticks(0.78, 0.89, 6) == [0.78, 0.8, 0.82, 0.84, 0.86, 0.88]
    assert ticks(12.0, 61.0, 5) == [20, 30, 40, 50, 60]
