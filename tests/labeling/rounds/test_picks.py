import pytest

from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.projects.models import Project
from labeling.rounds.errors import EmptyPool, RoundTaken
from labeling.rounds.models import ModelVersion, Round
from labeling.rounds.selectors import batch_is_due, bound_words, pick_candidates, why
from labeling.rounds.services import (
    HowPicked,
    NewPick,
    follow_strategy,
    open_round,
    promote_model,
    request_picks,
    store_score,
)
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


def opened(
    project: Project, cases: list[Case], *, after: int = 0, version: ModelVersion | None = None
) -> Round | None:
    picks = [NewPick(case_id=case.pk, arm="picked", score=0.5) for case in cases]
    return open_round(
        project=project,
        version=version,
        how=HowPicked(strategy="entropy", seed=1, pool_size=9),
        picks=picks,
        after_round=after,
    )


def scored(version: ModelVersion, case: Case, entropy: float, margin: float = 0.5) -> None:
    store_score(
        case_id=case.pk,
        version_id=version.pk,
        score=entropy,
        components={"entropy": entropy, "margin": margin, "label:1": 0.2, "label:2": 0.6},
        band_probabilities=[0.6, 0.3, 0.1],
    )


def states(cases: list[Case]) -> list[str]:
    for case in cases:
        case.refresh_from_db()
    return [case.state for case in cases]


def test_picked_cases_move_to_picked_and_keep_their_rank() -> None:
    project = records.project()
    cases = [records.case(project) for _ in range(3)]
    made = opened(project, [cases[2], cases[0]])
    assert made is not None
    assert [(pick.rank, pick.case) for pick in made.picks.all()] == [(1, cases[2]), (2, cases[0])]
    assert states(cases) == ["picked", "ready", "picked"]


def test_a_new_round_gives_back_picks_that_nobody_was_assigned() -> None:
    project = records.project()
    version = promote_model(version=records.version(project), by=None, reason="first")
    cases = [records.case(project, CaseState.DRAFTED) for _ in range(4)]
    before = opened(project, cases[:3], version=version)
    Case.objects.filter(pk=cases[0].pk).update(state=CaseState.ASSIGNED)
    opened(project, cases[2:], after=1, version=version)
    assert states(cases) == ["assigned", "drafted", "picked", "picked"]
    assert before is not None
    before.refresh_from_db()
    assert before.closed_at is not None


def test_a_case_taken_since_it_was_chosen_is_left_out_and_ranks_close_up() -> None:
    project = records.project()
    cases = [records.case(project, CaseState.ASSIGNED), records.case(project)]
    made = opened(project, cases)
    assert made is not None
    assert [(pick.rank, pick.case) for pick in made.picks.all()] == [(1, cases[1])]


def test_with_nothing_left_no_round_is_opened() -> None:
    project = records.project()
    assert opened(project, [records.case(project, CaseState.APPROVED)]) is None
    assert not project.rounds.exists()


def test_picks_chosen_before_another_round_was_opened_are_refused() -> None:
    project = records.project()
    cases = [records.case(project) for _ in range(2)]
    opened(project, cases[:1])
    with pytest.raises(RoundTaken):
        opened(project, cases[1:])
    assert project.rounds.count() == 1


def test_candidates_are_training_cases_that_nobody_holds() -> None:
    project = records.project()
    free = [records.case(project, s) for s in (CaseState.READY, CaseState.DRAFTED)]
    for state in (CaseState.NEW, CaseState.ASSIGNED, CaseState.APPROVED, CaseState.EXCLUDED):
        records.case(project, state)
    records.case(project, split=SplitName.HOLDOUT)
    records.case(project, split=SplitName.VALIDATION)
    records.case(records.project("other"))
    assert [one.case_id for one in pick_candidates(project, None)] == [case.pk for case in free]


def test_a_batch_is_due_when_the_round_is_used_up_or_another_model_is_live() -> None:
    project = records.project()
    assert batch_is_due(project)
    case = records.case(project)
    opened(project, [case])
    assert not batch_is_due(project)
    promote_model(version=records.version(project), by=None, reason="first")
    assert batch_is_due(project)


def test_asking_for_picks_from_an_empty_pool_says_so() -> None:
    project = records.project()
    records.case(project, CaseState.APPROVED)
    with pytest.raises(EmptyPool):
        request_picks(project=project, user=records.person("lead", project))


def test_scores_follow_the_strategy_without_a_new_prediction() -> None:
    project = records.project()
    version = records.version(project)
    case = records.case(project)
    scored(version, case, entropy=0.3, margin=0.7)
    assert follow_strategy(version=version, strategy="margin") == 1
    assert case.scores.get().score == 0.7
    assert follow_strategy(version=version, strategy="margin") == 0


def test_why_tells_rank_share_of_the_pool_and_names_labels() -> None:
    project = records.project()
    version = promote_model(version=records.version(project), by=None, reason="first")
    cases = [records.case(project) for _ in range(4)]
    for at, case in enumerate(cases):
        scored(version, case, entropy=0.2 * at + 0.05)
    own = cases[3].scores.get()
    open_round(
        project=project,
        version=version,
        how=HowPicked(strategy="entropy", seed=1, pool_size=4),
        picks=[NewPick(cases[3].pk, "picked", own.score, own.components)],
        after_round=0,
    )
    found = why(cases[3])
    assert found is not None
    assert (found["rank"], found["of"], found["arm"], found["round"]) == (1, 1, "picked", 1)
    assert (found["percentile"], found["model"]) == (75.0, 1)
    named = [(one["key"], one["name"], one["value"]) for one in found["components"]]
    assert named[:2] == [("label:2", "Spleen entropy", 0.6), ("label:1", "Liver entropy", 0.2)]
    assert found["measure"] is not None
    assert found["measure"]["name"] == "Entropy"
    assert sum(found["histogram"]["counts"]) == 4
    unpicked = why(cases[0])
    assert unpicked is not None
    assert (unpicked["rank"], unpicked["round"], unpicked["percentile"]) == (None, None, 0.0)


def test_why_tells_score_measure_and_share_of_the_pool_by_one_measure_when_the_strategy_changed() -> (
    None
):
    project = records.project()
    version = promote_model(version=records.version(project), by=None, reason="first")
    sure, torn = (records.case(project) for _ in range(2))
    scored(version, sure, entropy=0.3, margin=0.2)
    scored(version, torn, entropy=0.1, margin=0.9)
    own = torn.scores.get()
    open_round(
        project=project,
        version=version,
        how=HowPicked(strategy="entropy", seed=1, pool_size=2),
        picks=[NewPick(torn.pk, "picked", own.score, own.components)],
        after_round=0,
    )
    follow_strategy(version=version, strategy="margin")
    found = why(torn)
    assert found is not None
    assert found["measure"] is not None
    assert (found["measure"]["name"], found["score"], found["percentile"]) == ("Margin", 0.9, 50.0)


def test_a_case_neither_picked_nor_scored_has_no_why() -> None:
    assert why(records.case(records.project())) is None


def test_a_pick_says_which_rule_took_it_and_a_round_what_bound_it() -> None:
    project = records.project()
    case = records.case(project)
    made = open_round(
        project=project,
        version=None,
        how=HowPicked(
            strategy="clasp",
            seed=1,
            pool_size=9,
            parameters={"rounds": 4},
            bounds=[{"rule": "site.least", "group": "Leiden", "wanted": 2, "got": 1}],
        ),
        picks=[NewPick(case.pk, "picked", rule="site:Leiden/class:2", value=0.4)],
        after_round=0,
    )
    assert made is not None
    assert made.strategy_parameters == {"rounds": 4}
    found = why(case)
    assert found is not None
    assert found["rule_words"] == "For the quota of site Leiden: chance and doubt about Spleen"
    assert [bound_words(bound, {}) for bound in made.bounds] == [
        "Site Leiden: at least 2 asked for, 1 in the batch."
    ]
