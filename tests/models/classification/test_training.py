from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from models.classification.predictor import ClassifierPredictor
from models.classification.spec import load_classifier_spec
from models.errors import DatasetProblem, InputProblem, WeightsProblem
from tests.models.classification.films import (
    SPACING,
    film,
    run_here,
    tiny_spec,
    write_films,
    write_index,
    write_request,
)
from tests.models.training.child import started


def test_a_trained_classifier_sees_the_disc_and_comes_calibrated(tmp_path: Path) -> None:
    write_films(tmp_path / "data", train=24, validation=24)
    events = run_here(write_request(tmp_path, tmp_path / "data", max_steps=60))
    assert {event["event"] for event in events[:-1]} == {"progress", "validation"}
    done = events[-1]
    figures = done["metrics"]["validation"]
    assert figures["disc"]["auroc"]["mean"] > 0.9
    assert figures["disc"]["ece"] is not None
    spec = load_classifier_spec(Path(done["spec"]))
    assert len(spec.calibration) == 2
    assert spec.triage is not None
    predictor = ClassifierPredictor.load(Path(done["weights"]), spec, "cpu")
    with_disc, without = (
        predictor.predict(film(900, disc=disc), SPACING) for disc in (True, False)
    )
    assert with_disc.probabilities[1] > without.probabilities[1]
    assert not (tmp_path / "out/checkpoint").exists()


def test_members_look_at_one_film_differently_and_their_mean_is_the_answer(tmp_path: Path) -> None:
    write_films(tmp_path / "data", train=4, validation=0)
    done = run_here(write_request(tmp_path, tmp_path / "data", max_steps=2))[-1]
    spec = load_classifier_spec(Path(done["spec"]))
    predictor = ClassifierPredictor.load(Path(done["weights"]), spec, "cpu")
    one = predictor.predict(film(0, disc=True), SPACING)
    four = predictor.predict(film(0, disc=True), SPACING, members=4)
    assert one.member_probabilities.shape == (1, 2)
    assert four.member_probabilities.shape == (4, 2)
    np.testing.assert_allclose(four.member_probabilities[0], one.probabilities, atol=1e-5)
    np.testing.assert_allclose(four.member_probabilities.mean(axis=0), four.probabilities)
    assert len({float(p) for p in four.member_probabilities[:, 0]}) == 4
    np.testing.assert_allclose(four.embedding, one.embedding, atol=1e-4)
    assert one.embedding.ndim == 1
    with pytest.raises(InputProblem, match="members is 0"):
        predictor.predict(film(0, disc=True), SPACING, members=0)


def test_three_cases_in_all_give_a_model_that_says_it_was_not_calibrated(tmp_path: Path) -> None:
    write_films(tmp_path / "data", train=2, validation=1)
    done = run_here(write_request(tmp_path, tmp_path / "data", max_steps=3))[-1]
    spec = load_classifier_spec(Path(done["spec"]))
    assert [one.slope for one in spec.calibration] == [1, 1]
    assert spec.triage is None
    assert done["metrics"]["validation"]["disc"]["why"] == "one_class_only"


def test_weights_of_another_spec_are_refused(tmp_path: Path) -> None:
    write_films(tmp_path / "data", train=2, validation=0)
    done = run_here(write_request(tmp_path, tmp_path / "data", max_steps=1))[-1]
    with pytest.raises(WeightsProblem, match="another spec"):
        ClassifierPredictor.load(Path(done["weights"]), tiny_spec(normal=""), "cpu")


def test_the_largest_seed_trains_too(tmp_path: Path) -> None:
    write_films(tmp_path / "data", train=4, validation=2)
    request = write_request(tmp_path, tmp_path / "data", seed=2**63 - 1, max_steps=1)
    assert run_here(request)[-1]["event"] == "done"


def test_no_training_case_is_named(tmp_path: Path) -> None:
    write_films(tmp_path / "data", train=0, validation=4)
    with pytest.raises(DatasetProblem) as caught:
        run_here(write_request(tmp_path, tmp_path / "data"))
    assert caught.value.code == "no_training_case"


def test_it_stops_when_it_no_longer_gets_better(tmp_path: Path) -> None:
    """Labels of the validation split are turned round, so that learning makes its loss worse."""
    entries = write_films(tmp_path / "data", train=16, validation=8)
    turned = [
        type(one)(one.id, one.split, one.image, one.patient, _turned(one.labels))
        if one.split == "validation"
        else one
        for one in entries
    ]
    write_index(tmp_path / "data", turned)
    done = run_here(write_request(tmp_path, tmp_path / "data", max_steps=140))[-1]
    assert done["metrics"]["steps"] < 200
    assert done["metrics"]["best_step"] < done["metrics"]["steps"]


def test_a_killed_run_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    """Kill -9 of the real process, then the same request again: as if nothing had happened."""
    write_films(tmp_path / "data", train=8, validation=4)
    killed = write_request(tmp_path / "killed", tmp_path / "data", max_steps=14)
    with started(killed) as child:
        assert child.stdout is not None
        reached = 0
        for line in child.stdout:
            reached = json.loads(line)["step"]
            if reached >= 4:
                break
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait(10) == -signal.SIGKILL
    metrics = run_here(killed)[-1]["metrics"]
    assert metrics["resumed_at"] >= reached - 1
    whole = run_here(write_request(tmp_path / "whole", tmp_path / "data", max_steps=14))[-1]
    assert whole["metrics"]["resumed_at"] == 0
    assert metrics["weights_sha256"] == whole["metrics"]["weights_sha256"]


def _turned(labels: object) -> dict[str, int]:
    assert isinstance(labels, dict)
    return {key: 1 - value for key, value in labels.items()}
