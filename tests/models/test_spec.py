from __future__ import annotations

import pytest

from models.errors import SpecProblem
from models.spec import ModelSpec
from tests.models.volumes import tiny_spec


def test_a_spec_survives_json_unchanged() -> None:
    spec = tiny_spec()
    assert ModelSpec.from_json(spec.to_json()) == spec
    assert ModelSpec.from_json(spec.to_json()).digest() == spec.digest()


def test_two_different_specs_have_two_digests() -> None:
    assert tiny_spec().digest() != tiny_spec(overlap=0.5).digest()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        # background must come first: channel 0 is what "nothing" means
        ("label_values", [1, 2], "label_values"),
        ("label_values", [0, 300], "0..255"),
        ("spacing", [0.0, 1.0, 1.0], "spacing"),
        # three voxels cannot be halved
        ("patch", [15, 16, 16], "multiple"),
        ("version", 99, "version"),
        ("overlap", 1.0, "overlap"),
        ("normalisation", {"kind": "minmax", "low": 0, "high": 1, "mean": 0, "std": 1}, "minmax"),
        ("in_channels", 0, "in_channels"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object, words: str) -> None:
    with pytest.raises(SpecProblem, match=words):
        ModelSpec.from_json(tiny_spec().to_json() | {field: value})


def test_a_missing_field_is_named() -> None:
    value = tiny_spec().to_json()
    del value["patch"]
    with pytest.raises(SpecProblem, match="'patch'"):
        ModelSpec.from_json(value)


def test_an_unknown_network_is_refused_before_anything_is_built() -> None:
    value = tiny_spec().to_json()
    value["network"]["name"] = "../../evil"
    with pytest.raises(SpecProblem, match="network"):
        ModelSpec.from_json(value)
