import pytest

from labeling.assign.models import Assignment
from labeling.demo.work import give_first_cases
from labeling.rounds.services import HowPicked, NewPick, open_round
from tests.factories import make_case, make_member, make_project

pytestmark = pytest.mark.django_db


def test_a_reader_is_given_the_first_two_picks_once() -> None:
    project = make_project()
    lead, reader = make_member(project, "lead"), make_member(project, "annotator")
    people = {"project": project, "lead": lead, "reader": reader}
    assert give_first_cases(**people) == 0  # nothing is picked yet
    cases = [make_case(project) for _ in range(3)]
    open_round(
        project=project,
        version=None,
        how=HowPicked(strategy="random", seed=1, pool_size=3),
        picks=[NewPick(case_id=case.pk, arm="picked") for case in reversed(cases)],
        after_round=0,
    )
    assert give_first_cases(**people) == 2
    given = Assignment.objects.order_by("priority").values_list("case_id", "assignee_id")
    assert list(given) == [(case.pk, reader.pk) for case in (cases[2], cases[1])]
    assert give_first_cases(**people) == 0
