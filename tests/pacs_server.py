"""A real Orthanc with its DICOMweb plugin, on loopback, in a folder of its own.

Skips by name where the Debian packages `orthanc` and `orthanc-dicomweb` are not installed.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.servers import free_port, wait_until

PLUGINS = ("/usr/share/orthanc/plugins/libOrthancDicomWeb.so",)
MISSING = "Orthanc is not installed: apt-get install orthanc orthanc-dicomweb"
USER, PASSWORD = "gyre", "a secret of the archive"


@dataclass(frozen=True)
class Orthanc:
    """Its address, and what a test asks it directly."""

    address: str

    @property
    def dicomweb(self) -> str:
        return f"{self.address}/dicom-web"

    def store(self, files: Sequence[bytes]) -> None:
        for content in files:
            answer = self.ask("POST", "/instances", data=content)
            assert answer.status_code == 200, answer.text

    def file(self, sop_instance_uid: str) -> bytes:
        """The bytes as Orthanc keeps them."""
        (found,) = self.ask("POST", "/tools/lookup", data=sop_instance_uid).json()
        return self.ask("GET", f"{found['Path']}/file").content

    def modalities(self) -> list[str]:
        found = self.ask("GET", "/series?expand").json()
        return sorted(one["MainDicomTags"]["Modality"] for one in found)

    def empty(self) -> None:
        for patient in self.ask("GET", "/patients").json():
            self.ask("DELETE", f"/patients/{patient}")

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method, self.address + path, auth=(USER, PASSWORD), timeout=30, **options
            )


def orthanc_program() -> str | None:
    """None where it, or its DICOMweb plugin, is not installed."""
    found = shutil.which("Orthanc") or shutil.which("/usr/sbin/Orthanc")
    return found if found and any(Path(plugin).exists() for plugin in PLUGINS) else None


@contextmanager
def running_orthanc(folder: Path) -> Iterator[Orthanc]:
    """Started for the length of a `with`, stopped by its process id."""
    program = orthanc_program()
    if program is None:
        pytest.skip(MISSING)
    port, dimse = free_port(), free_port()
    configuration = folder / "orthanc.json"
    configuration.write_text(json.dumps(_configuration(folder, port, dimse)))
    log = (folder / "orthanc.log").open("wb")
    process = subprocess.Popen([program, str(configuration)], stdout=log, stderr=log)
    orthanc = Orthanc(f"http://127.0.0.1:{port}")
    try:
        _wait(orthanc, process)
        yield orthanc
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _configuration(folder: Path, port: int, dimse: int) -> dict[str, Any]:
    return {
        "Name": "test archive",
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "HttpPort": port,
        "DicomPort": dimse,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": True,
        "RegisteredUsers": {USER: PASSWORD},
        "Plugins": [plugin for plugin in PLUGINS if Path(plugin).exists()],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
        "OverwriteInstances": False,
    }


def _wait(orthanc: Orthanc, process: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        assert process.poll() is None, "Orthanc ended at once"
        try:
            return orthanc.ask("GET", "/dicom-web/studies").status_code == 200
        except requests.ConnectionError:
            return False

    wait_until(answers)
