from labeling.cohorts.models import CohortKind
from labeling.cohorts.services import save_cohort
from labeling.projects.permissions import Act
from tests.labeling.who_may import Row, Side

P = "api/projects/<slug:slug>"
ROWS = [
    Row("GET", f"{P}/cases", Act.VIEW, query="Modality=MR"),
    Row("POST", f"{P}/cases/search", Act.VIEW, body={"PatientID": "P*"}),
    Row("GET", f"{P}/channels", Act.VIEW),
    Row("GET", f"{P}/cohorts", Act.VIEW),
    Row("POST", f"{P}/cohorts", Act.MANAGE, body={"name": "New", "query": {}}),
    Row("GET", "api/cohorts/<int:cohort_id>", Act.VIEW),
]


def _cohort(side: Side) -> int:
    return save_cohort(
        project=side.project, user=side.people["lead"], name="all", kind=CohortKind.POOL, query={}
    ).pk


MAKERS = {"cohort_id": _cohort, "case_id": lambda side: side.case.pk}
