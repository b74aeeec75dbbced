"""The example configuration in a real nginx: stored files are sent by it, uploads pass through it."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings

from labeling.core import blobs
from labeling.ingest.models import Instance
from tests.labeling.dicomweb.serving import gunicorn, running
from tests.labeling.dicomweb.test_client import session_of
from tests.labeling.dicomweb.test_store import OHIF, body
from tests.labeling.ingest import scans
from tests.servers import free_port

EXAMPLE = Path(__file__).parents[3] / "deploy/nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]


@contextmanager
def nginx(behind: str, folder: Path) -> Iterator[str]:
    """The example, on a free port of loopback and with this test's blobs."""
    port = free_port()
    site = EXAMPLE.read_text()
    for pattern, value in (
        (r"listen .*;", f"listen 127.0.0.1:{port};"),
        (r"ssl_\w+ .*;", ""),
        (r"server 127\.0\.0\.1:8000;", f"server {urlsplit(behind).netloc};"),
        (r"alias .*;", f"alias {settings.BLOBS}/;"),
    ):
        site, count = re.subn(pattern, value, site)
        assert count, pattern
    kept = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off;\n{kept}\n{site}\n}}\n"
    )
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running(command, f"http://127.0.0.1:{port}", dict(os.environ)) as address:
        yield address


def test_nginx_sends_whole_files_to_those_who_may_have_them(tmp_path: Path) -> None:
    project = scans.project()
    session = session_of(project)
    content = body(*(scans.encoded(ds) for ds in scans.slices("n", shape=(3, 512, 512))))

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(content), 100_000):
            yield content[start : start + 100_000]

    with gunicorn(GYRE_ACCEL="/internal-blobs") as behind, nginx(behind, tmp_path) as front:
        kind = {"Content-Type": OHIF}
        root = f"{front}/dicomweb/projects/liver"
        stored = session.post(f"{root}/studies", data=chunks(), headers=kind, timeout=60)
        assert stored.status_code == 200
        ds = scans.slices("n", shape=(3, 512, 512))[1]
        path = (
            f"/studies/{ds.StudyInstanceUID}/series/{ds.SeriesInstanceUID}"
            f"/instances/{ds.SOPInstanceUID}"
        )
        blob = Instance.objects.get(sop_instance_uid=ds.SOPInstanceUID).blob
        single = {"Accept": "application/dicom; transfer-syntax=*"}
        direct = session.get(f"{behind}/dicomweb/projects/liver{path}", headers=single, timeout=60)
        inside = f"/internal-blobs/{blob[:2]}/{blob[2:4]}/{blob}"
        assert (direct.headers["X-Accel-Redirect"], direct.content) == (inside, b"")

        whole = session.get(root + path, headers=single, timeout=60)
        assert (whole.status_code, whole.content) == (200, blobs.read(blob))
        assert "X-Accel-Redirect" not in whole.headers
        assert whole.headers["Content-Type"].startswith("application/dicom; transfer-syntax=")
        assert whole.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert whole.headers["Vary"] == "Accept, Authorization, Cookie"
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
        part = session.get(root + path, headers={**single, "Range": "bytes=5-14"}, timeout=60)
        assert (part.status_code, part.content) == (206, whole.content[5:15])
        held = {**single, "If-None-Match": whole.headers["ETag"]}
        assert session.get(root + path, headers=held, timeout=60).status_code == 304

        assert requests.get(front + inside, timeout=60).status_code == 404
        assert session.get(front + inside, timeout=60).status_code == 404
        assert requests.get(root + path, headers=single, timeout=60).status_code == 401
        stranger = session_of(scans.project("other"), "stranger")
        assert stranger.get(root + path, headers=single, timeout=60).status_code == 404

        frame = session.get(f"{root}{path}/frames/1", timeout=60)  # never left to nginx
        assert ds.PixelData in frame.content
        head = session.head(f"{root}{path}/frames/1", timeout=60)
        assert (head.content, head.headers["Content-Length"]) == (b"", str(len(frame.content)))
