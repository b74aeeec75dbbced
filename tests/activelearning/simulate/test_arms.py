from activelearning.simulate.arms import Arm
from activelearning.simulate.cases import Known
from activelearning.simulate.proposals import Proposed
from activelearning.simulate.query import Query, ask

POOL = [Known(f"case-{n}", f"patient-{n}", "", 0, "") for n in range(9)]


def picked(arm: str) -> list[str]:
    """Case n has the entropy n / 9 in the band, and the reverse in the whole volume."""
    said = {
        case.id: Proposed(
            components={"entropy": n / 9, "entropy.mean": 1 - n / 9},
            band=[1 - n / 18, n / 18],
            embedding=[],
            edited=0,
        )
        for n, case in enumerate(POOL)
    }
    query = Query(Arm.read(arm), number=1, size=2, random_share=0.0, seed=0, label_values=(1,))
    return [one.case for one in ask(query, POOL, said)]


def test_an_arm_picks_by_the_parameters_that_are_said() -> None:
    assert picked("entropy") == ["case-8", "case-7"]
    assert picked("entropy:aggregation=mean") == ["case-0", "case-1"]
    assert picked("power:beta=1000:aggregation=mean") == ["case-0", "case-1"]
