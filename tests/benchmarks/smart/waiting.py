"""How long a click takes: through the API, the web's client and the helper as a process of its own.

The case is 160 x 256 x 256 voxels of 1 mm, stored as DICOM; the region is the editor's, 128 voxels on a
side where the volume is larger. The network is the one planned for the bundled scans, untrained: it
costs as much as a trained one. Left out: the browser's gzip and the loopback.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from labeling.assist.address import socket_path
from labeling.core import blobs
from labeling.imaging.geometry import Geometry
from labeling.projects.models import Project
from labeling.rounds.services import NewVersion, promote_model, record_version
from models.checkpoints import save_weights
from models.networks.build import build_network
from models.spec import ModelSpec
from tests.activelearning.assist.asking import question
from tests.factories import (
    make_assignment,
    make_case,
    make_member,
    make_project,
    open_for,
    signed_in,
)
from tests.labeling.rounds import records

SHAPE = (160, 256, 256)
SIDE = 128


def measure(spec: ModelSpec, folder: Path, clicks: int) -> dict[str, Any]:
    """Seconds of the first click, of clicks elsewhere and of clicks beside the last one; memory."""
    project = make_project(labels=("Organ",))
    rng = np.random.default_rng(0)
    ball = np.linalg.norm((np.indices(SHAPE).T - np.array(SHAPE) / 2), axis=-1).T < 60
    volume = (300 + 200 * ball + rng.normal(0, 30, SHAPE)).astype(np.int16)
    reader = make_member(project, "annotator")
    direction = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    geometry = Geometry(SHAPE, (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), direction)
    case = make_case(project, volume=volume, geometry=geometry)
    annotation, edit = open_for(make_assignment(case, reader))
    client = signed_in(reader)

    def ask(at: np.ndarray) -> float:
        low = tuple(
            int(np.clip(round((a - 64) / 64) * 64, 0, n - SIDE)) if n > 160 else 0
            for a, n in zip(at, SHAPE, strict=True)
        )
        size = tuple(SIDE if n > 160 else n for n in SHAPE)
        region = tuple(slice(a, a + n) for a, n in zip(low, size, strict=True))
        labels = ball[region].astype(np.uint8)
        where = np.zeros(size, bool)
        where[tuple(at - np.array(low))] = True
        positive = not labels[where][0]
        body = question(labels, where, positive=bool(positive), low=low)  # type: ignore[arg-type]
        began = time.perf_counter()
        answer = client.generic(
            "POST",
            f"/api/annotations/{annotation.pk}/correct",
            body,
            content_type="application/octet-stream",
            headers={"X-Lease-Token": str(edit.lease_token), "Host": "127.0.0.1"},
        )
        took = time.perf_counter() - began
        assert answer.status_code == 200, answer.content
        return took

    places = np.column_stack([rng.integers(30, n - 30, clicks) for n in SHAPE])
    result: dict[str, Any] = {}
    with _helper() as pid:
        result["memory_idle_mb"] = _memory(pid)

        def timed(name: str, at: list[np.ndarray]) -> None:
            began = _processor_seconds(pid)
            seconds = [ask(each) for each in at]
            result.update(_quantiles(name, seconds))
            result[f"{name}_processor_s"] = (_processor_seconds(pid) - began) / len(at)

        result["no_model_first_s"] = ask(places[0])
        timed("no_model", list(places[1:]))
        _make_live(project, spec, folder)
        result["first_s"] = ask(places[0])
        timed("elsewhere", list(places[1:]))
        timed("again", [places[-1] + rng.integers(-8, 9, 3) for _ in range(clicks)])
        result["memory_mb"] = _memory(pid)
    return result


def _quantiles(name: str, seconds: list[float]) -> dict[str, float]:
    p50, p95 = np.percentile(seconds, [50, 95])
    return {f"{name}_p50_s": float(p50), f"{name}_p95_s": float(p95)}


def _make_live(project: Project, spec: ModelSpec, folder: Path) -> None:
    weights = folder / "untrained.safetensors"
    save_weights(weights, build_network(spec), spec)
    new = NewVersion(
        weights_blob=blobs.put(weights.read_bytes()).sha256,
        spec=json.loads(json.dumps(spec.to_json() | {"label_values": list(spec.label_values)})),
        code_version="bench",
        labels_used=1,
    )
    promote_model(
        version=record_version(run_id=records.run(project).pk, new=new), by=None, reason="first"
    )


@contextmanager
def _helper() -> Iterator[int]:
    command = [sys.executable, "-W", "ignore", "-m", "activelearning.assist"]
    with (
        Path(os.devnull).open("w") as nothing,
        subprocess.Popen(command, cwd=settings.REPOSITORY, stderr=nothing) as process,
    ):
        while not _listens():
            time.sleep(0.1)
        try:
            yield process.pid
        finally:
            process.terminate()


def _listens() -> bool:
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect_ex(str(socket_path())) == 0


def _memory(pid: int) -> int:
    """MB that it holds for itself and its share of what it shares."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    (line,) = (line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) // 1024


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
