from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from models.checkpoints import load_weights, save_weights
from models.networks.build import build_network
from models.training.choose import choose_weights
from models.training.dataset import read_index
from models.training.ema import Ema, fill, own_weights
from models.training.validation import Validator
from tests.models.training.child import run_here, write_request
from tests.models.volumes import tiny_spec, write_dataset

SPEC, CPU = tiny_spec(), torch.device("cpu")


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights that find the balls, beside the dataset with four validation cases."""
    place = tmp_path_factory.mktemp("choose")
    write_dataset(place / "data", validation=4)
    run_here(write_request(place, place / "data", max_steps=60, checkpoint_seconds=60))
    return place


def validator(place: Path) -> Validator:
    return Validator(read_index(place / "data"), SPEC, CPU)


@pytest.mark.parametrize("good", ["averaged", "last", "best"])
def test_the_weights_that_validation_likes_most_are_the_model(
    learned: Path, tmp_path: Path, good: str
) -> None:
    trained, blank = build_network(SPEC), build_network(SPEC)
    load_weights(learned / "out/weights.safetensors", trained)
    network = build_network(SPEC)
    ema = Ema(network, 0.9)
    fill(network, own_weights(trained if good == "last" else blank))
    ema.weights = own_weights(trained if good == "averaged" else blank)
    best = tmp_path / "best.safetensors"
    save_weights(best, trained if good == "best" else blank)
    assert choose_weights(network, ema, best, validator(learned), 4) == good
    for one, other in zip(own_weights(network), own_weights(trained), strict=True):
        assert torch.equal(one, other)


def test_too_few_cases_decide_nothing(learned: Path, tmp_path: Path) -> None:
    network = build_network(SPEC)
    ema = Ema(network, 0.9)
    assert choose_weights(network, ema, tmp_path / "none", validator(learned), 3) == "averaged"


def test_a_hurried_look_sees_one_case_at_least_and_the_same_ones_each_time(learned: Path) -> None:
    network, looks = build_network(SPEC), validator(learned)
    assert looks.look(network, seconds=0).cases == 1
    assert looks.look(network, seconds=math.inf).cases == 4
    assert looks.look(network, cases=2) == looks.look(network, cases=2)
