import io
import json
from pathlib import Path

import numpy as np
import pytest

from activelearning.simulate.arms import Arm
from activelearning.simulate.folder import FULL, Task
from activelearning.simulate.kept import keep, kept
from activelearning.simulate.proposals import looked_at_again, proposals
from activelearning.simulate.query import Query, ask
from activelearning.simulate.summary import summarise
from activelearning.simulate.training import Model, learn
from models.training.report import Reporter
from tests.activelearning.simulate import blobs

STRATEGIES = ("random", "entropy", "schedule")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory):
    root = tmp_path_factory.mktemp("simulation")
    return blobs.play_all(blobs.table(root, strategies=STRATEGIES, patients=8))


def learn_start(on) -> Model:
    wanted = on.wanted(Task("random", 0, 0))
    return learn(on.folder, on.data, on.protocol, wanted, Reporter(io.StringIO()))


def test_the_arms_of_a_seed_share_their_start_set_and_its_model(played) -> None:
    starts = [played.played(Task(name, 0, 0)) for name in STRATEGIES]
    assert len({tuple(start["labelled"]) for start in starts}) == 1
    assert len({start["training"] for start in starts}) == 1


def test_equal_sets_are_trained_once(played) -> None:
    rounds = [played.played(Task(name, 0, n)) for name in STRATEGIES for n in (0, 1)]
    sets = {tuple(sorted(one["labelled"])) for one in rounds}
    keys = {one["training"] for one in rounds} | {played.played(Task(FULL, 0, 0))["training"]}
    assert len(keys) == len(sets) + 1
    assert {path.name for path in (played.folder.root / "trainings").iterdir()} == keys


def test_every_arm_has_the_same_budget_and_the_holdout_is_never_queried(played) -> None:
    held = {case.id for case in played.data.holdout}
    for name in STRATEGIES:
        labelled = [played.played(Task(name, 0, n))["labelled"] for n in (0, 1)]
        assert [len(set(one)) for one in labelled] == [2, 4]
        assert labelled[1][:2] == labelled[0]
        assert held.isdisjoint(labelled[1])


def test_no_training_has_seen_a_holdout_case(played) -> None:
    held = {case.id for case in played.data.holdout}
    datasets = list(played.folder.root.glob("trainings/*/dataset/dataset.json"))
    assert len(datasets) > 1
    for path in datasets:
        cases = json.loads(path.read_text())["cases"]
        assert held.isdisjoint(case["id"] for case in cases)
        assert {case["split"] for case in cases} == {"train"}


def test_mended_voxels_are_where_the_pre_label_differs_from_the_truth(played) -> None:
    start, after = (played.played(Task("entropy", 0, n)) for n in (0, 1))
    by_id = {case.id: case for case in played.data.pool}
    drawn = [int((played.data.load(by_id[c]).mask > 0).sum()) for c in start["labelled"]]
    assert start["edited"] == sum(drawn)
    assert start["minutes"] == pytest.approx(sum(0.5 + voxels / 1000 for voxels in drawn), abs=1e-3)
    picked = start["picks"][0]
    model = kept(played.folder.training(start["training"]) / "proposals.json")
    assert picked["edited"] == model[picked["case"]]["edited"] > 0
    assert after["edited"] == start["edited"] + sum(pick["edited"] for pick in start["picks"])


def test_the_results_name_what_was_compared(played) -> None:
    results = summarise(played)
    assert results is not None
    assert [arm["strategy"] for arm in results["arms"]] == list(STRATEGIES)
    assert [point["labels"] for point in results["arms"][0]["points"]] == [2, 4]
    dice = results["full_data"]["dice"]["mean"]
    assert results["marks"] == pytest.approx({"95": 0.95 * dice, "99": 0.99 * dice})
    assert results["full_data"]["labels"] == len(played.data.pool)
    assert len(results["pairs"]) == 3
    assert [pair["tie"] for pair in results["pairs"]] == [None] * 3
    assert results["verdict"][0].startswith("1 repetition, so no interval: a sketch in which ")
    assert results["verdict"][3:] == [
        "Strategies are not compared: that takes 4 repetitions or more."
    ]


def test_a_second_case_of_a_patient_comes_in_only_when_the_patients_are_used_up(
    tmp_path: Path,
) -> None:
    table = blobs.table(tmp_path, strategies=("random",), patients=4, seed_labels=1, batch=5)
    blobs.play_all(table)
    picks = table.played(Task("random", 0, 0))["picks"]
    assert [pick["arm"] for pick in picks] == ["random"] * 3 + ["filled"] * 2


def test_damaged_results_are_made_again_and_come_out_the_same(tmp_path: Path) -> None:
    table = blobs.play_all(blobs.table(tmp_path))
    before = summarise(table)
    cut = table.folder.round(Task("entropy", 0, 1))
    cut.write_text(cut.read_text()[:40])
    swapped = table.folder.round(Task("random", 0, 1))
    swapped.write_text(swapped.read_text().replace('"dice": 0.', '"dice": 0.9'))
    key = table.wanted(Task("entropy", 0, 1)).key(table.protocol)
    weights = table.folder.training(key) / "out" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    assert summarise(table) is None
    assert summarise(blobs.play_all(table)) == before


def test_rounds_of_other_rules_do_not_count(tmp_path: Path) -> None:
    """As when protocol.json was lost and the folder is used for another protocol."""
    table = blobs.play_all(blobs.table(tmp_path))
    table.folder.protocol.unlink()
    other = blobs.table(tmp_path, batch=3)
    assert other.played(Task("random", 0, 1)) is None


def test_what_was_kept_is_whole_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "unit.json"
    assert kept(path) is None
    keep(path, {"dice": 0.8})
    assert kept(path) == {"dice": 0.8}
    path.write_text(path.read_text().replace("0.8", "0.9"))
    assert kept(path) is None
    path.write_bytes(b"\xff\x00")
    assert kept(path) is None


def test_a_warm_start_goes_on_from_the_arms_own_model(tmp_path: Path) -> None:
    table = blobs.play_all(blobs.table(tmp_path, strategies=("random",), start="warm"))
    first, second = (table.played(Task("random", 0, n))["training"] for n in (0, 1))
    metrics = [
        json.loads((table.folder.training(key) / "out" / "metrics.json").read_text())
        for key in (first, second)
    ]
    assert [one["warm_start"] for one in metrics] == [False, True]


@pytest.mark.parametrize(
    ("arm", "measure"),
    [
        ("bald", "mutual_information"),
        ("disagreement", "pairwise_dice"),
        ("power:beta=1000:measure=expected_entropy", "expected_entropy"),
    ],
)
def test_members_are_asked_about_the_most_doubtful_cases_and_what_they_say_decides(
    played, arm: str, measure: str
) -> None:
    model = learn_start(played)
    pool = played.data.pool
    once = proposals(model, played.data, pool)
    again = looked_at_again(model, played.data, pool, once, size=1)
    told = [case.id for case in pool if measure in again[case.id]["components"]]
    doubtful = sorted(pool, key=lambda case: -once[case.id]["components"]["entropy"])
    assert sorted(told) == sorted(case.id for case in doubtful[:5]) != []
    assert len(pool) > 5
    query = Query(Arm.read(arm), number=1, size=1, random_share=0, seed=0, label_values=(1, 2))
    (picked,) = ask(query, pool, again)
    assert picked.case == max(told, key=lambda case: again[case]["components"][measure])


def test_an_arm_that_needs_members_has_them_and_no_other_has(tmp_path: Path) -> None:
    table = blobs.play_all(blobs.table(tmp_path, strategies=("entropy", "bald")))
    asked = list(table.folder.root.glob("trainings/*/proposals-tta.json"))
    start = table.played(Task("bald", 0, 0))["training"]
    assert [path.parent.name for path in asked] == [start]
    seen = kept(asked[0])
    assert {pick["case"] for pick in table.played(Task("bald", 0, 0))["picks"]} <= seen.keys()


def test_draws_are_paired_between_strategies(tmp_path: Path) -> None:
    """What chance adds to a batch is the same for both arms, as far as the pools are."""
    table = blobs.table(tmp_path, strategies=("entropy", "margin"), batch=2, random_share=0.5)
    blobs.play_all(table)
    drawn = [
        [p["case"] for p in table.played(Task(name, 0, 0))["picks"] if p["arm"] == "random"]
        for name in ("entropy", "margin")
    ]
    assert drawn[0] == drawn[1] != []
    assert np.isfinite(table.played(Task("margin", 0, 1))["dice"])
