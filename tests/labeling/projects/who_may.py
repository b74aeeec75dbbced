from labeling.projects.permissions import Act
from tests.factories import make_member
from tests.labeling.who_may import LET_IN, Open, Row, Side

P = "api/projects/<slug:slug>"
ROWS = [
    Row("GET", "api/strategies", Open.TO_SIGNED_IN),
    Row("GET", "api/projects", Open.TO_SIGNED_IN),
    Row(
        "POST",
        "api/projects",
        Open.TO_SIGNED_IN,
        body={"name": "New", "slug": "new"},
        but={"stranger": 403, "annotator": 403, "reviewer": 403, "engineer": 403, "lead": LET_IN},
    ),
    Row("GET", P, Act.VIEW),
    Row("PATCH", P, Act.MANAGE, body={"name": "Renamed"}),
    Row("PUT", f"{P}/labels", Act.MANAGE, body=[{"value": 1, "name": "One", "color": 1}]),
    Row("GET", f"{P}/findings", Act.VIEW),
    Row("PUT", f"{P}/findings", Act.MANAGE, body=[{"key": "mass", "name": "Mass"}]),
    Row("GET", f"{P}/members", Act.VIEW),
    Row("POST", f"{P}/members", Act.MANAGE, body={"username": "stranger", "role": "annotator"}),
    Row("DELETE", f"{P}/members/<int:membership_id>", Act.MANAGE),
]


def _membership(side: Side) -> int:
    return make_member(side.project, "engineer").memberships.get().pk


MAKERS = {"membership_id": _membership}
