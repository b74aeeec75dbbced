import hashlib

import pytest

from labeling.cohorts.models import SplitName
from labeling.demo.bundle import SEED_LABELS, TooFewCases, bundled_rows, seed_ids


def test_there_are_42_to_learn_from_6_to_validate_on_and_16_to_judge_by() -> None:
    rows = bundled_rows()
    assert sum(row.split == SplitName.TRAIN for row in rows) == 42
    assert sum(row.split == SplitName.VALIDATION for row in rows) == 6
    assert sum(row.split == SplitName.HOLDOUT for row in rows) == 16
    assert all(row.label is not None for row in rows)


def test_no_patient_is_on_two_sides() -> None:
    sides = {(row.patient_id, row.split) for row in bundled_rows()}
    assert len(sides) == len({patient for patient, _ in sides})


def test_no_scan_is_there_twice() -> None:
    hashes = {hashlib.sha256(row.image.read_bytes()).hexdigest() for row in bundled_rows()}
    assert len(hashes) == 64


def test_the_seed_cases_are_the_same_each_time_and_never_of_the_holdout() -> None:
    rows = bundled_rows()
    holdout = {row.id for row in rows if row.split == SplitName.HOLDOUT}
    assert seed_ids(rows) == seed_ids(rows)
    assert len(seed_ids(rows)) == SEED_LABELS
    assert not seed_ids(rows) & holdout


@pytest.mark.parametrize("cases", [16, 24, 40])
def test_a_quick_run_is_judged_by_six_patients_or_more_and_keeps_patients_apart(cases: int) -> None:
    rows = bundled_rows(cases)
    holdout = {row.patient_id for row in rows if row.split == SplitName.HOLDOUT}
    train = {row.patient_id for row in rows if row.split == SplitName.TRAIN}
    assert len(rows) == cases
    assert len(holdout) >= 6
    assert not train & holdout
    assert len(seed_ids(rows)) >= 3


def test_too_few_cases_are_refused() -> None:
    with pytest.raises(TooFewCases, match="got 4"):
        bundled_rows(4)
