import pytest

from labeling.core.models import AuditEvent
from labeling.projects.models import Project
from tests.factories import (
    make_approved,
    make_member,
    make_project,
    make_user,
    signed_in,
    some_mask,
)

pytestmark = pytest.mark.django_db


def test_a_member_sees_role_acts_labels_and_policy() -> None:
    project = make_project("one")
    make_project("hidden")
    reviewer = signed_in(make_member(project, "reviewer"))
    assert [row["slug"] for row in reviewer.get("/api/projects").json()] == ["one"]
    body = reviewer.get("/api/projects/one").json()
    assert (body["my_role"], body["acts"]) == ("reviewer", ["view", "annotate", "review"])
    assert [label["name"] for label in body["labels"]] == ["Anterior", "Posterior"]
    assert (body["strategy"], body["batch_size"], body["random_share"]) == ("schedule", 8, 0.2)


def test_an_admin_sees_every_project_and_may_do_everything() -> None:
    make_project("one")
    body = signed_in(make_user(admin=True)).get("/api/projects/one").json()
    assert body["my_role"] is None
    assert len(body["acts"]) == 7


def test_a_lead_makes_a_project_and_leads_it() -> None:
    lead = make_member(make_project(), "lead")
    body = {"name": "Lung CT", "labels": [{"value": 3, "name": "Lobe"}], "retrain_after": 5}
    made = signed_in(lead).post("/api/projects", body)
    assert made.status_code == 201
    assert (made.json()["slug"], made.json()["my_role"]) == ("lung-ct", "lead")
    assert made.json()["labels"][0]["type"]["scheme"] == "SCT"
    assert Project.objects.get(slug="lung-ct").retrain_after == 5
    again = signed_in(lead).post("/api/projects", {"name": "Lung CT"})
    assert (again.status_code, again.json()["code"]) == (409, "slug_taken")


@pytest.mark.parametrize(
    "change",
    [
        {"random_share": 1.5},
        {"batch_size": 0},
        {"strategy": "guess"},
        {"case_prefix": "too long a prefix"},
    ],
)
def test_a_policy_out_of_bounds_is_400_and_names_the_field(change: dict[str, object]) -> None:
    project = make_project("one")
    answer = signed_in(make_member(project, "lead")).patch("/api/projects/one", change)
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == list(change)


def test_a_change_is_audited_with_what_it_was() -> None:
    project = make_project("one", retrain_after=3)
    signed_in(make_member(project, "lead")).patch("/api/projects/one", {"retrain_after": 9})
    event = AuditEvent.objects.get(act="project.changed")
    assert event.detail == {"changed": {"retrain_after": [3, 9]}}


def test_labels_can_swap_names_and_keep_their_values() -> None:
    project = make_project("one")
    body = [{"value": 1, "name": "Posterior"}, {"value": 2, "name": "Anterior"}]
    answer = signed_in(make_member(project, "lead")).put("/api/projects/one/labels", body)
    assert answer.status_code == 200
    assert list(project.labels.order_by("value").values_list("name", flat=True)) == [
        "Posterior",
        "Anterior",
    ]


def test_a_label_that_masks_use_cannot_go() -> None:
    project = make_project("one")
    review = make_approved(project)
    assert "2" in review.revision.label_voxels
    assert some_mask(review.case).max() == 2
    lead = signed_in(make_member(project, "lead"))
    answer = lead.put("/api/projects/one/labels", [{"value": 1, "name": "Anterior"}])
    assert (answer.status_code, answer.json()["code"]) == (409, "label_in_use")
    assert project.labels.count() == 2


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        ([{"value": 1, "name": "A"}, {"value": 1, "name": "B"}], "labels_clash"),
        ([{"value": 1, "name": "A"}, {"value": 2, "name": "A"}], "labels_clash"),
        ([{"value": 0, "name": "A"}], "bad_input"),  # 0 is the background
        ([{"value": 256, "name": "A"}], "bad_input"),
    ],
)
def test_labels_that_clash_are_refused(labels: list[dict[str, object]], code: str) -> None:
    project = make_project("one")
    answer = signed_in(make_member(project, "lead")).put("/api/projects/one/labels", labels)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] == code


def test_people_are_let_in_given_another_role_and_taken_out() -> None:
    project = make_project("one")
    lead = make_member(project, "lead")
    make_user("ann")
    client = signed_in(lead)
    made = client.post("/api/projects/one/members", {"username": "ann", "role": "annotator"})
    assert (made.status_code, made.json()["user"]["username"]) == (201, "ann")
    changed = client.post("/api/projects/one/members", {"username": "ann", "role": "reviewer"})
    assert (changed.json()["id"], changed.json()["role"]) == (made.json()["id"], "reviewer")
    assert client.delete(f"/api/projects/one/members/{made.json()['id']}").status_code == 204
    assert [row["user"]["id"] for row in client.get("/api/projects/one/members").json()] == [
        lead.pk
    ]


def test_the_last_lead_stays() -> None:
    project = make_project("one")
    lead = make_member(project, "lead")
    client = signed_in(lead)
    membership = project.memberships.get()
    gone = client.delete(f"/api/projects/one/members/{membership.pk}")
    assert (gone.status_code, gone.json()["code"]) == (409, "last_lead")
    body = {"username": lead.username, "role": "engineer"}
    assert client.post("/api/projects/one/members", body).json()["code"] == "last_lead"


def test_an_unknown_person_cannot_be_let_in() -> None:
    project = make_project("one")
    body = {"username": "nobody", "role": "annotator"}
    answer = signed_in(make_member(project, "lead")).post("/api/projects/one/members", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_person")
