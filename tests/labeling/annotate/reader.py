"""A reader of findings through the calls that the browser makes."""

from dataclasses import dataclass
from typing import Any

from labeling.accounts.models import User
from labeling.assign.models import Assignment
from labeling.cohorts.models import Case
from labeling.imaging.findings import answers_sha256
from labeling.prelabel.services import store_findings_draft
from labeling.projects.models import Project
from tests.factories import (
    make_assignment,
    make_case,
    make_member,
    signed_in,
)

PROPOSED = 0.8125  # a number that stands nowhere else: found in an answer, the proposal is in it


@dataclass
class Reader:
    """One window of the findings editor."""

    client: Any
    opened: dict[str, Any]
    version: int

    @classmethod
    def open(cls, user: User, assignment: Assignment) -> "Reader":
        client = signed_in(user)
        answer = client.post(f"/api/assignments/{assignment.pk}/open")
        assert answer.status_code == 200, answer.content
        return cls(client, answer.json(), answer.json()["version"])

    def path(self, end: str) -> str:
        return f"/api/annotations/{self.opened['id']}/{end}"

    def headers(self, **more: str) -> dict[str, str]:
        lease = {"X-Lease-Token": self.opened["lease_token"], "X-Active-Seconds": "12"}
        return {"If-Match": f'"v{self.version}"', **lease, **more}

    def save(self, answers: Any) -> Any:
        answer = self.client.put(
            self.path("answers"), answers, format="json", headers=self.headers()
        )
        if answer.status_code == 200:
            self.version = answer.json()["version"]
        return answer

    def compare(self) -> Any:
        answer = self.client.post(self.path("proposal"), headers=self.headers())
        if answer.status_code == 200:
            self.version = answer.json()["version"]
        return answer

    def submit(self, answers: Any, sha256: str = "") -> Any:
        headers = self.headers(**{"X-Answers-SHA256": sha256 or answers_sha256(answers)})
        return self.client.post(
            self.path("answers/submit"), answers, format="json", headers=headers
        )


def proposed(case: Case) -> Any:
    box = {"slice": case.series.slices[0], "box": [0, 0, 3, 3], "probability": 0.5}
    return store_findings_draft(
        case=case,
        version=None,
        findings={
            "pneumonia": {"probability": PROPOSED, "boxes": [box]},
            "mass": {"probability": 0.1},
        },
    )


def given(project: Project, *, draft: bool = True) -> Assignment:
    case = make_case(project)
    if draft:
        proposed(case)
    return make_assignment(case, make_member(project, "annotator"))


def holds(answer: Any) -> bool:
    return str(PROPOSED) in answer.content.decode()
