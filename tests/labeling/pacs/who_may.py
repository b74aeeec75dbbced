from labeling.pacs.models import Pacs, PacsLink, Send, SendState
from labeling.pacs.services import SeriesAddress, register_pacs, start_pull
from labeling.projects.permissions import Act
from tests.factories import make_approved, make_user
from tests.labeling.who_may import PERSONS, Open, Row, Side

P = "api/projects/<slug:slug>"
ARCHIVE = "api/pacs/<int:pacs_id>"
# an archive belongs to no project: admins only
ADMINS = {person: 403 for person in PERSONS if person not in ("anonymous", "admin")}
NEW = {"name": "new", "url": "https://pacs.example.org/dicom-web"}
SERIES = {"study_instance_uid": "1.2", "series_instance_uid": "1.2.3"}
ROWS = [
    Row("GET", "api/pacs", Open.TO_SIGNED_IN, but=ADMINS),
    Row("POST", "api/pacs", Open.TO_SIGNED_IN, body=NEW, but=ADMINS),
    Row("PATCH", ARCHIVE, Open.TO_SIGNED_IN, body={"name": "other"}, but=ADMINS),
    Row("DELETE", ARCHIVE, Open.TO_SIGNED_IN, but=ADMINS),
    Row("POST", f"{ARCHIVE}/check", Open.TO_SIGNED_IN, but=ADMINS),
    Row("GET", f"{P}/pacs", Act.UPLOAD),
    # the archives stay the same, so a lead may
    Row("PUT", f"{P}/pacs", Act.MANAGE, body=lambda side: _links(side)),
    Row("POST", f"{P}/pacs/<int:pacs_id>/search", Act.UPLOAD, body={}),
    Row("GET", f"{P}/pulls", Act.UPLOAD),
    Row("POST", f"{P}/pulls", Act.UPLOAD, body=lambda side: _pull_body(side)),
    Row("GET", "api/pulls/<int:pull_id>", Act.UPLOAD),
    Row("POST", "api/pulls/<int:pull_id>/stop", Act.UPLOAD),
    Row("POST", "api/pulls/<int:pull_id>/resume", Act.UPLOAD),
    Row("GET", f"{P}/sends", Act.UPLOAD),
    Row("POST", "api/sends/<int:send_id>/retry", Act.MANAGE),
]


def _pacs(side: Side) -> int:
    """At an address where nothing may be asked: link-local."""
    values = {"name": f"PACS of {side.project.slug}", "url": "https://169.254.0.1/dicom-web"}
    pacs = register_pacs(user=make_user(admin=True), values=values)
    PacsLink.objects.create(project=side.project, pacs=pacs)
    return pacs.pk


def _pull(side: Side) -> int:
    pacs = Pacs.objects.get(pk=side.values["pacs_id"])
    address = SeriesAddress("1.2", "1.2.3")
    lead = side.people["lead"]
    return start_pull(project=side.project, user=lead, pacs=pacs, series=[address]).pk


def _send(side: Side) -> int:
    review = make_approved(side.project)
    return Send.objects.create(
        project=side.project,
        revision=review.revision,
        pacs_id=side.values["pacs_id"],
        state=SendState.FAILED,
        message="it was away",
    ).pk


def _links(side: Side) -> dict[str, object]:
    return {"links": [{"pacs": side.values["pacs_id"], "sends_results": True}]}


def _pull_body(side: Side) -> dict[str, object]:
    return {"pacs": side.values["pacs_id"], "series": [SERIES], "cohort": {"name": "pulled"}}


MAKERS = {"pacs_id": _pacs, "pull_id": _pull, "send_id": _send}
