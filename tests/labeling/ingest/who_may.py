from labeling.ingest.services import open_upload
from labeling.projects.permissions import Act
from tests.labeling.who_may import Row, Side

P = "api/projects/<slug:slug>"
U = "api/uploads/<int:upload_id>"
FORM = "multipart/form-data; boundary=b"
FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.dcm"\r\n\r\nhello\r\n--b--\r\n'
ROWS = [
    Row("POST", f"{P}/uploads", Act.UPLOAD),
    Row("GET", f"{P}/series", Act.VIEW),
    Row("GET", U, Act.VIEW),
    Row("POST", f"{U}/files", Act.UPLOAD, body=FILE, content_type=FORM),
    Row("POST", f"{U}/finish", Act.UPLOAD),
    Row("GET", "api/series/<int:series_id>/thumbnail", Act.VIEW),
]


def _upload(side: Side) -> int:
    return open_upload(project=side.project, user=side.people["lead"], source="browser").pk


MAKERS = {"upload_id": _upload, "series_id": lambda side: side.case.series_id}
