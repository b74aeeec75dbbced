from labeling.core import blobs
from labeling.ingest.models import HeldInstance, HeldSeries
from labeling.ingest.services import open_upload
from labeling.projects.permissions import Act
from tests.labeling.ingest import scans
from tests.labeling.who_may import Row, Side

P = "api/projects/<slug:slug>"
U = "api/uploads/<int:upload_id>"
H = "api/held/<int:held_id>"
FORM = "multipart/form-data; boundary=b"
FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.dcm"\r\n\r\nhello\r\n--b--\r\n'
ROWS = [
    Row("POST", f"{P}/uploads", Act.UPLOAD),
    Row("GET", f"{P}/series", Act.VIEW),
    Row("GET", U, Act.VIEW),
    Row("POST", f"{U}/files", Act.UPLOAD, body=FILE, content_type=FORM),
    Row("POST", f"{U}/finish", Act.UPLOAD),
    Row("GET", "api/series/<int:series_id>/thumbnail", Act.VIEW),
    Row("DELETE", "api/series/<int:series_id>", Act.MANAGE),
    Row("DELETE", f"{P}/studies/<str:study_instance_uid>", Act.MANAGE),
    Row("GET", f"{P}/deidentification", Act.VIEW),
    Row("PUT", f"{P}/deidentification", Act.MANAGE, body={"profile": "none"}),
    Row("GET", f"{U}/deidentification", Act.VIEW),
    Row("GET", f"{P}/held", Act.MANAGE),
    Row("GET", f"{H}/picture", Act.MANAGE),
    Row("POST", f"{H}/release", Act.MANAGE),
    Row("POST", f"{H}/reject", Act.MANAGE, body={"reason": "a name in the corner"}),
]


def _upload(side: Side) -> int:
    return open_upload(project=side.project, user=side.people["lead"], source="browser").pk


def _held(side: Side) -> int:
    ds = scans.slices(f"held in {side.project.slug}")[0]
    blob = blobs.put(scans.encoded(ds))
    held = HeldSeries.objects.create(
        project=side.project,
        study_instance_uid=ds.StudyInstanceUID,
        series_instance_uid=ds.SeriesInstanceUID,
    )
    HeldInstance.objects.create(
        held=held, sop_instance_uid=ds.SOPInstanceUID, blob=blob.sha256, size=blob.size
    )
    return held.pk


MAKERS = {
    "upload_id": _upload,
    "held_id": _held,
    "series_id": lambda side: side.case.series_id,
    "study_instance_uid": lambda side: side.case.series.study.study_instance_uid,
}
