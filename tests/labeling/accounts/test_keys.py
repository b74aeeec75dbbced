import pytest
from rest_framework.test import APIClient

from tests.factories import make_user

pytestmark = pytest.mark.django_db


def client() -> APIClient:
    made = APIClient()
    made.force_authenticate(make_user())
    return made


def test_a_person_has_no_keys_of_their_own_at_first() -> None:
    assert client().get("/api/keys").json() == {"choices": {}}


def test_chosen_keys_replace_those_chosen_before_and_nobody_elses() -> None:
    mine, other = client(), client()
    mine.put("/api/keys", {"choices": {"tool.brush": ["P"]}}, format="json")
    other.put("/api/keys", {"choices": {"tool.erase": ["X"]}}, format="json")
    answer = mine.put(
        "/api/keys", {"choices": {"edit.undo": [], "slice.up-10": ["Shift+ "]}}, format="json"
    )
    assert answer.status_code == 200
    assert mine.get("/api/keys").json() == {
        "choices": {"edit.undo": [], "slice.up-10": ["Shift+ "]}
    }
    assert other.get("/api/keys").json() == {"choices": {"tool.erase": ["X"]}}


@pytest.mark.parametrize(
    "choices",
    [
        {"<script>": ["B"]},  # no name of a command
        {f"tool.{'x' * 60}": ["B"]},  # longer than any name of a command
        {"tool.brush": "B"},  # no list
        {"tool.brush": ["B"] * 5},  # more keys than a command may have
        {"tool.brush": ["x" * 41]},  # no name of a key
        {f"tool.t{n}": ["B"] for n in range(301)},  # more commands than there are
        [],
        None,
    ],
)
def test_what_is_no_choice_of_keys_is_refused(choices: object) -> None:
    mine = client()
    answer = mine.put("/api/keys", {"choices": choices}, format="json")
    assert answer.status_code == 400
    assert mine.get("/api/keys").json() == {"choices": {}}
