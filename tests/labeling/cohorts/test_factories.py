import pytest

from labeling.cohorts.models import CaseState
from labeling.review.selectors import approved_revisions
from tests.factories import make_approved, make_case, make_project

pytestmark = pytest.mark.django_db


def test_a_made_case_is_ready_and_has_its_pixels_stored() -> None:
    case = make_case(shape=(4, 6, 5))
    assert case.state == CaseState.READY
    assert case.series.geometry["shape"] == [4, 6, 5]
    assert case.series.instances.count() == 4


def test_an_approved_case_is_in_the_list_that_trains() -> None:
    project = make_project()
    review = make_approved(project)
    assert list(approved_revisions(project, ["train"])) == [review.revision]
    assert list(approved_revisions(project, ["holdout"])) == []
