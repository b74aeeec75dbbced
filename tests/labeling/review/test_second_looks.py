import pytest

from labeling.annotate.models import Revision
from labeling.cohorts.models import CaseState
from labeling.core.models import AuditEvent
from labeling.projects.models import Project, Role
from labeling.review.errors import NotApproved
from labeling.review.models import Seen
from labeling.review.selectors import disputes_of, masks_to_compare
from labeling.review.services import FoundDispute, keep_dispute, look_again, reopen_case
from labeling.rounds.models import ModelVersion
from labeling.rounds.services import promote_model
from tests.factories import make_approved, make_member, make_project, signed_in
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db


def found(belief: float, voxels: int = 9) -> FoundDispute:
    return FoundDispute(belief, 0.7, 3.0, 1, (1, 2, 3), given=0, predicted=1, voxels=voxels)


def live_model(project: Project, **trained_on: Revision) -> ModelVersion:
    version = records.version(project)
    version.run.revisions = [
        {"revision": revision.pk, "split": split} for split, revision in trained_on.items()
    ]
    version.run.save()
    return promote_model(version=version, by=None, reason="first")


def approved(project: Project) -> Revision:
    return make_approved(project).revision


def test_the_least_believed_masks_come_first_and_it_is_said_what_the_model_knew() -> None:
    project = make_project()
    masks = [approved(project) for _ in range(4)]
    version = live_model(project, train=masks[0], validation=masks[1])
    for mask, belief in zip(masks, (0.6, 0.4, 0.8, 0.1), strict=True):
        keep_dispute(revision=mask, version=version, found=found(belief, 0 if belief == 0.1 else 9))
    listed = disputes_of(project)
    assert [(one.revision, one.seen) for one in listed] == [
        (masks[1], Seen.CHECKED),
        (masks[0], Seen.LEARNED),
        (masks[2], Seen.UNSEEN),
    ]  # where the model would change nothing there is nothing to look at


def test_a_mask_that_was_looked_at_goes_to_the_end_and_stays_there_under_the_next_model() -> None:
    project = make_project()
    reviewer = make_member(project, Role.REVIEWER)
    first, second = approved(project), approved(project)
    version = live_model(project)
    keep_dispute(revision=first, version=version, found=found(0.2))
    keep_dispute(revision=second, version=version, found=found(0.5))
    look = look_again(revision=first, user=reviewer, note=" the atlas has it so ")
    assert (look.by, look.note) == (reviewer, "the atlas has it so")
    assert [one.revision for one in disputes_of(project)] == [second, first]
    assert AuditEvent.objects.filter(act="revision.looked_at_again", actor=reviewer).count() == 1

    newer = live_model(project)
    assert disputes_of(project) == []
    assert set(masks_to_compare(newer)) == {first, second}
    keep_dispute(revision=first, version=newer, found=found(0.1))
    keep_dispute(revision=second, version=newer, found=found(0.5))
    assert [one.revision for one in disputes_of(project)] == [second, first]
    assert list(masks_to_compare(newer)) == []


def test_the_first_to_say_so_is_recorded() -> None:
    project = make_project()
    one, other = (make_member(project, Role.REVIEWER) for _ in range(2))
    mask = approved(project)
    look_again(revision=mask, user=one)
    assert look_again(revision=mask, user=other).by == one


def test_a_mask_that_is_not_approved_any_more_is_neither_listed_nor_signed_off() -> None:
    project = make_project()
    lead = make_member(project, Role.LEAD)
    mask = approved(project)
    version = live_model(project)
    keep_dispute(revision=mask, version=version, found=found(0.2))
    reopen_case(case=mask.case, actor=lead, reason="drawn anew")
    mask.case.refresh_from_db()
    assert mask.case.state != CaseState.APPROVED
    assert disputes_of(project) == []
    with pytest.raises(NotApproved):
        look_again(revision=mask, user=lead)


def test_over_http_a_dispute_says_where_and_a_look_says_who() -> None:
    project = make_project()
    reviewer = make_member(project, Role.REVIEWER)
    mask = approved(project)
    keep_dispute(revision=mask, version=live_model(project), found=found(0.2))
    client = signed_in(reviewer)
    (row,) = client.get(f"/api/projects/{project.slug}/second-looks").json()
    assert (row["revision"], row["place"], row["predicted"]) == (mask.pk, [1, 2, 3], 1)
    assert (row["case"]["id"], row["seen"], row["second_look"]) == (mask.case_id, "unseen", None)
    done = client.post(f"/api/revisions/{mask.pk}/look-again", {"note": ""})
    assert done.json()["by"]["username"] == reviewer.username
    (row,) = client.get(f"/api/projects/{project.slug}/second-looks").json()
    assert row["second_look"]["by"]["username"] == reviewer.username
