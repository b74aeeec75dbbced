from typing import Any

import pytest

from labeling.export.leaks import leak_check


def case(name: str, split: str, **changes: Any) -> dict[str, Any]:
    return {
        "case": name,
        "split": split,
        "patient": f"patient of {name}",
        "series_instance_uid": f"series of {name}",
        "instance_sha256": [f"{name} slice 1", f"{name} slice 2"],
        **changes,
    }


def test_apart_in_everything_is_clean() -> None:
    assert leak_check([case("A", "train"), case("B", "holdout")]) == {
        "patients": [],
        "series": [],
        "images": [],
        "clean": True,
    }


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        # one person on both sides
        ("patients", {"patient": "patient of A"}),
        # one series on both sides
        ("series", {"series_instance_uid": "series of A"}),
        # one slice sent twice under other names
        ("images", {"instance_sha256": ["new", "A slice 2"]}),
    ],
)
def test_what_stands_on_both_sides_is_named(kind: str, changes: dict[str, Any]) -> None:
    found = leak_check([case("A", "train"), case("B", "holdout", **changes)])
    assert found[kind] == [["A", "B"]]
    assert not found["clean"]


def test_two_scans_of_a_patient_in_one_split_are_no_leak() -> None:
    assert leak_check([case("A", "train"), case("B", "train", patient="patient of A")])["clean"]
