from __future__ import annotations

from dataclasses import replace

import pytest

from models.errors import SpecProblem
from models.spec import ModelSpec, Normalisation
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


def test_what_was_added_later_is_written_only_where_it_is_used() -> None:
    value = tiny_spec().to_json()
    assert {"head", "channel_normalisations", "mirror_axes", "temperature"}.isdisjoint(value)
    assert {"deep_supervision", "dropout"}.isdisjoint(value["network"])


def test_a_spec_with_all_that_was_added_comes_back_the_same() -> None:
    plain = tiny_spec()
    spec = replace(
        plain,
        network=replace(plain.network, name="resunet", deep_supervision=1, dropout=0.1),
        head="sigmoid",
        in_channels=2,
        channel_normalisations=(Normalisation(), Normalisation("ct", -100, 300, 40, 90)),
        mirror_axes=(1, 2),
        temperature=1.3,
    )
    assert ModelSpec.from_json(spec.to_json()) == spec
    assert spec.digest() != plain.digest()
    assert spec.digest() == replace(spec, temperature=1.0).digest()
    assert spec.classes == 2
    assert spec.output_values == (1, 2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"head": "linear"}, "head"),
        ({"temperature": 0.0}, "temperature"),
        ({"mirror_axes": [3]}, "mirror_axes"),
        # one normalisation for two channels
        ({"in_channels": 2, "channel_normalisations": [vars(Normalisation())]}, "entries"),
    ],
)
def test_what_was_added_is_checked(changes: dict[str, object], said: str) -> None:
    with pytest.raises(SpecProblem, match=said):
        ModelSpec.from_json(tiny_spec().to_json() | changes)
