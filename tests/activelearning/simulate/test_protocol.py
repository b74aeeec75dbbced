from dataclasses import replace
from pathlib import Path

import pytest

from activelearning.simulate.errors import BadData, BadProtocol, OtherProtocol
from activelearning.simulate.protocol import Protocol, TimeModel
from activelearning.simulate.setup import set_up
from tests.activelearning.simulate import blobs


def test_trainings_follow_from_the_protocol() -> None:
    protocol = replace(blobs.PROTOCOL, seeds=4, seed_labels=8, batch=10, rounds=3)
    assert protocol.trainings == 4 * (1 + 2 * 3 + 1)
    assert Protocol.from_json(protocol.to_json()) == protocol


def test_the_simulated_reader_takes_longer_for_more_voxels() -> None:
    assert TimeModel(per_case=0.5, per_1000_voxels=2.0).minutes(1500) == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"strategies": ()}, "strategies"),
        ({"strategies": ("random", "psychic")}, "psychic"),
        ({"strategies": ("random", "random")}, "strategies"),
        ({"strategies": ("power:beta=0",)}, r"power:beta=0: beta: expected 0.01 to 1000.0, got 0"),
        ({"strategies": ("power:beta",)}, "beta: expected a number, got ''"),
        ({"strategies": ("power:beta=8:beta=9",)}, "beta twice"),
        ({"strategies": ("entropy:beta=8",)}, "beta: expected one of aggregation"),
        ({"strategies": ("triage",)}, "triage picks by findings, and masks are simulated"),
        ({"seeds": 0}, "seeds"),
        ({"seed_labels": 0}, "seed_labels"),
        ({"batch": 0}, "batch"),
        ({"rounds": 0}, "rounds"),
        ({"steps": None}, "budget_seconds"),  # neither
        ({"budget_seconds": 5.0}, "budget_seconds"),  # both
        ({"steps": None, "budget_seconds": 0.0}, "budget_seconds"),
        ({"start": "lukewarm"}, "start"),
        ({"random_share": 1.5}, "random_share"),
        ({"threads": 0}, "threads"),
    ],
)
def test_what_cannot_be_played_is_refused_by_name(changes: dict[str, object], names: str) -> None:
    protocol = replace(blobs.PROTOCOL, **changes)  # type: ignore[arg-type]
    with pytest.raises(BadProtocol, match=names):
        protocol.check()


def test_a_protocol_that_needs_more_cases_than_the_pool_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProtocol, match=r"seed_labels \+ rounds x batch.*at most 9.*got 10"):
        blobs.table(tmp_path, rounds=4)


def test_other_parameters_in_the_same_folder_are_refused_by_name(tmp_path: Path) -> None:
    blobs.table(tmp_path)
    with pytest.raises(OtherProtocol, match="steps 5, not 6"):
        blobs.table(tmp_path, steps=6)
    with pytest.raises(OtherProtocol, match="dataset 'blobs', not 'other'"):
        set_up(tmp_path, blobs.PROTOCOL, name="other", source=blobs.source)


def test_strategies_and_seeds_may_be_added(tmp_path: Path) -> None:
    before = blobs.table(tmp_path)
    after = blobs.table(tmp_path, strategies=("random", "entropy", "margin"), seeds=2)
    assert after.identity == before.identity


def test_a_patient_is_never_on_both_sides(tmp_path: Path) -> None:
    data = blobs.table(tmp_path, patients=5).data
    held = {case.patient for case in data.holdout}
    assert held
    assert held.isdisjoint(case.patient for case in data.pool)


def test_data_that_has_a_patient_on_both_sides_is_refused(tmp_path: Path) -> None:
    given = blobs.source(6, patients=3)
    sides = [replace(case, holdout=number < 2) for number, case in enumerate(given.cases)]
    with pytest.raises(BadData, match=r"both in the pool and in the holdout.*patient-0"):
        set_up(
            tmp_path,
            blobs.PROTOCOL,
            name="leak",
            source=lambda: replace(given, cases=sides),
        )
