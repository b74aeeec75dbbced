"""What the table says of figures that are known."""

from dataclasses import replace

from tests.benchmarks.models.report import Side, missed, ratios, shown, table

OURS = Side(5.0, 448_000.0, 40.0, 60.0, 0.83, 614.0, 9.0, 0.1, 0.12, 500.0, 0.8301)
THEIRS = Side(1.0, 179_200.0, 160.0, 300.0, 0.81, 833.0, 3.0, 0.3, 0.36, 530.0, 0.8300)

NEVER = (1e9, 1e9)


def test_the_ratios_are_ours_to_theirs() -> None:
    found = ratios(OURS, THEIRS, NEVER)
    assert found == {
        "pool_scoring_ratio_to_monai": 3.0,
        "dice_difference": 0.0001,
        "time_to_dice_ratio_to_monai": 0.25,
        "processor_time_to_dice_ratio_to_monai": 0.2,
        "monai_reached_the_dice": True,
    }
    assert missed(found, "cpu") == missed(found, "cuda") == []


def test_one_that_was_given_up_counts_as_long_as_it_ran() -> None:
    given_up = replace(THEIRS, time_to_dice=None, processor_to_dice=None)
    found = ratios(OURS, given_up, (120.0, 240.0))
    assert (found["time_to_dice_ratio_to_monai"], found["monai_reached_the_dice"]) == (0.333, False)
    assert found["processor_time_to_dice_ratio_to_monai"] == 0.25


def test_marks_that_are_missed_are_named() -> None:
    slow = replace(OURS, cases_per_second=4.0, dice=0.82, time_to_dice=None)
    found = ratios(slow, THEIRS, NEVER)
    assert missed(found, "cpu") == [
        "pool_scoring_ratio_to_monai",
        "dice_difference",
        "time_to_dice_ratio_to_monai",
    ]
    for_cpu = ratios(replace(OURS, cases_per_second=8.0), THEIRS, NEVER)
    assert missed(for_cpu, "cpu") == []
    assert missed(for_cpu, "cuda") == ["pool_scoring_ratio_to_monai"]


def test_the_columns_are_aligned_and_what_was_not_reached_says_so() -> None:
    lines = shown(table(OURS, replace(THEIRS, time_to_dice=None), 0.8)).splitlines()
    assert "not reached" in lines[3]
    assert len({line.rindex(" ") > 30 for line in lines}) == 1
    assert lines[1].split()[-2:] == ["5.00", "1.00"]
