"""A save of a correction that meets the decision on its case."""

import threading

import pytest
from django.db import connections, transaction

from labeling.annotate.services import heartbeat
from labeling.assign.errors import NotOpen
from labeling.review.services import approve_revision, open_correction
from tests.factories import make_assignment, make_case, make_member, make_submission, some_mask


@pytest.mark.django_db(transaction=True)
def test_a_sign_of_life_waits_for_the_decision_and_is_told_of_it() -> None:
    case = make_case()
    reader = make_member(case.project, "annotator")
    revision = make_submission(make_assignment(case, reader), some_mask(case, 1))
    own = open_correction(revision=revision, reviewer=make_member(case.project, "reviewer"))
    signer = make_member(case.project, "reviewer")
    answers: list[object] = []

    def beat() -> None:
        try:
            answers.append(heartbeat(annotation=own, token=own.lease_token))
        except NotOpen as error:
            answers.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat)
    with transaction.atomic():
        approve_revision(revision=revision, reviewer=signer)
        thread.start()
        thread.join(1)
        assert thread.is_alive()
    thread.join(20)
    assert [type(answer) for answer in answers] == [NotOpen]
