"""Columns of an index: what files say, in one form."""

import pytest

from labeling.ingest.rows import date_of


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("19940112", "19940112"),
        ("1994.01.12", "19940112"),
        (" 19940112 ", "19940112"),
        ("", ""),
        ("1994", ""),
        ("1994-01-12", ""),
        ("19940112-19940113", ""),
    ],
)
def test_a_date_is_eight_digits_or_nothing(said: str, kept: str) -> None:
    assert date_of(said) == kept
