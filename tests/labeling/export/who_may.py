from labeling.core import blobs
from labeling.export.models import SnapshotFile
from labeling.export.services import freeze_snapshot
from labeling.projects.permissions import Act
from tests.factories import make_approved
from tests.labeling.who_may import Row, Side

P = "api/projects/<slug:slug>"
S = "api/snapshots/<int:snapshot_id>"
ROWS = [
    Row("GET", f"{P}/snapshots", Act.EXPORT),
    Row("POST", f"{P}/snapshots", Act.EXPORT, body={"name": "first"}),
    Row("GET", S, Act.EXPORT),
    Row("POST", f"{S}/files", Act.EXPORT, body={"format": "nnunet"}),
    Row("GET", f"{S}/files/<slug:file_format>", Act.EXPORT),
]


def _snapshot(side: Side) -> int:
    """With one file written."""
    make_approved(side.project)
    snapshot = freeze_snapshot(project=side.project, user=side.people["lead"], name="frozen")
    blob = blobs.put(b"PK")
    SnapshotFile.objects.create(
        snapshot=snapshot, format="nifti", state="ready", blob=blob.sha256, size=blob.size
    )
    return snapshot.pk


MAKERS = {"snapshot_id": _snapshot, "file_format": lambda side: "nifti"}
