from labeling.accounts.services import create_token
from tests.factories import make_user
from tests.labeling.who_may import PERSONS, Open, Row, Side

NOBODY_ELSES = {person: 404 for person in PERSONS if person != "anonymous"}
SIGN_IN = {"username": "nobody", "password": "wrong"}
ROWS = [
    Row("GET", "api/session", Open.TO_SIGNED_IN),
    # refused for the wrong password, whoever asks
    Row(
        "POST",
        "api/session",
        Open.TO_ALL,
        body=SIGN_IN,
        but=dict.fromkeys(PERSONS, 401),
    ),
    Row("DELETE", "api/session", Open.TO_SIGNED_IN),
    Row("GET", "api/keys", Open.TO_SIGNED_IN),
    Row("PUT", "api/keys", Open.TO_SIGNED_IN, body={"choices": {"tool.brush": ["B"]}}),
    Row("GET", "api/tokens", Open.TO_SIGNED_IN),
    Row("POST", "api/tokens", Open.TO_SIGNED_IN, body={"name": "script"}),
    # a token belongs to one person: this one is nobody's here
    Row(
        "DELETE",
        "api/tokens/<int:token_id>",
        Open.TO_SIGNED_IN,
        but=NOBODY_ELSES,
    ),
]


def _token(side: Side) -> int:
    """Of a person who is none of the askers."""
    return create_token(user=make_user(), name="theirs").token.pk


MAKERS = {"token_id": _token}
