from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from models.classification.network import build_classifier, last_layer
from models.classification.spec import (
    CPU_DENSENET,
    CUDA_DENSENET,
    ClassifierNetwork,
    ClassifierSpec,
    Platt,
    Triage,
    is_classifier,
    load_classifier_spec,
)
from models.errors import SpecProblem
from models.files import write_json
from tests.models.classification.films import tiny_spec
from tests.models.volumes import tiny_spec as segmentation_spec


def test_a_spec_comes_back_from_its_json_as_it_was(tmp_path: Path) -> None:
    spec = tiny_spec(calibration=(Platt(0.7, 0.1), Platt(1.2, 0.0)), triage=Triage(0.2, 0.95))
    write_json(tmp_path / "spec.json", spec.to_json())
    back = load_classifier_spec(tmp_path / "spec.json")
    assert back == spec
    assert back.digest() == spec.digest() != spec.uncalibrated().digest()


def test_a_spec_says_its_task() -> None:
    assert is_classifier(tiny_spec().to_json())
    assert not is_classifier(segmentation_spec().to_json())
    with pytest.raises(SpecProblem, match="task is None"):
        ClassifierSpec.from_json(segmentation_spec().to_json())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"findings": []}, "expected distinct keys"),
        ({"findings": ["a", "a"], "normal": ""}, "expected distinct keys"),
        ({"size": [16, 64]}, "expected 32 pixels or more"),
        ({"size": [64]}, "cannot be read"),
        ({"normal": "nothing"}, "normal is 'nothing'"),
        ({"calibration": [{"slope": 1.0, "offset": 0.0}]}, "calibration has 1 entries"),
        ({"calibration": [{"slope": 0.0, "offset": 0.0}] * 2}, "slopes above 0"),
        ({"triage": {"threshold": 2.0, "sensitivity": 0.9}}, "triage needs"),
        ({"version": 9}, "version is 9"),
    ],
)
def test_a_wrong_spec_says_what_is_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecProblem, match=message):
        ClassifierSpec.from_json(tiny_spec().to_json() | changes)


def test_a_spec_without_a_field_names_it() -> None:
    value = tiny_spec().to_json()
    del value["in_channels"]
    with pytest.raises(SpecProblem, match="'in_channels'"):
        ClassifierSpec.from_json(value)


@pytest.mark.parametrize(
    "network",
    [
        CPU_DENSENET,
        CUDA_DENSENET,
        ClassifierNetwork("efficientnet", width=0.25, depth=0.25, dropout=0.2),
    ],
    ids=["small densenet", "densenet-121", "small efficientnet"],
)
def test_each_network_gives_one_logit_a_finding(network: ClassifierNetwork) -> None:
    spec = replace(tiny_spec(size=(64, 64)), network=network, in_channels=2)
    built = build_classifier(spec).eval()
    with torch.inference_mode():
        assert built(torch.zeros(1, 2, 64, 64)).shape == (1, 2)
    assert last_layer(built).out_features == 2
