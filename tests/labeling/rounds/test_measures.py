import pytest

from activelearning.score.case import score_case
from labeling.rounds.selectors.measures import measure_for, named_components, words_of
from models.uncertainty import voxel
from tests.activelearning.score.evidence import evidence, sphere

LABELS = {1: "Liver", 2: "Spleen"}


def test_every_component_that_is_stored_has_words() -> None:
    p = sphere(6, 1.0)
    expected = voxel.entropy(p) * 0.5
    components = score_case(evidence(p, expected=expected), pairwise_dice=0.9).components()
    for key in [*components, "entropy_once"]:
        words = words_of(key, LABELS)
        assert words["about"], key
        assert words["name"] != key


def test_labels_come_first_then_measures_then_the_other_ways_of_counting() -> None:
    components = {
        "foreground": 1.0,
        "entropy.mean": 0.1,
        "entropy": 0.3,
        "label:1": 0.2,
        "mutual_information": 0.1,
        "label:2": 0.6,
    }
    named = named_components(LABELS, components)
    assert [one["name"] for one in named] == [
        "Spleen entropy",
        "Liver entropy",
        "Entropy",
        "Mutual information",
        "Entropy, whole volume",
        "Greatest foreground",
    ]


@pytest.mark.parametrize(
    ("strategy", "parameters", "key"),
    [
        ("entropy", {}, "entropy"),
        ("entropy", {"aggregation": "soft"}, "entropy.soft"),
        ("entropy", {"aggregation": "band"}, "entropy"),
        ("bald", {"aggregation": "patch_max"}, "mutual_information"),  # none of that way is stored
        ("power", {"measure": "margin"}, "margin"),
        ("power", {"aggregation": "soft"}, "entropy.soft"),
        ("disagreement", {}, "entropy"),  # asked once, so there is no Dice between members
        ("coreset", {}, "entropy"),
    ],
)
def test_a_score_is_the_measure_that_the_strategy_ranks_by(
    strategy: str, parameters: dict[str, str], key: str
) -> None:
    components = dict.fromkeys(("entropy", "entropy.soft", "margin", "mutual_information"), 0.5)
    assert measure_for(strategy, parameters, components) == key


def test_a_key_from_elsewhere_is_its_own_name() -> None:
    assert words_of("invented", LABELS)["name"] == "invented"
    assert words_of("label:9", LABELS)["name"] == "Label 9 entropy"
