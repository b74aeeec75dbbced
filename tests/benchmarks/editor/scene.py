"""What the benchmark of the editor opens: made in the database of a running stack, by real ingest.

    manage.py shell -c "from tests.benchmarks.editor import scene; scene.make('scene.json')"

Three projects of one reader: `small` with 14 series of 256 x 256 x 40, `row` with 23 more, `large` with two of
512 x 512 x 300; each case has a draft of four labels and a map of doubt. What was made is written as JSON.
"""

import json
import secrets
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.filebase import DicomBytesIO

from labeling.accounts.models import User
from labeling.accounts.services import make_person
from labeling.assign.services import assign_cases
from labeling.cohorts.models import Case, SplitName
from labeling.cohorts.services import open_case, set_split
from labeling.ingest.models import Patient
from labeling.ingest.services import store_series
from labeling.prelabel.services import store_draft
from labeling.projects.models import Label, Membership, Project, Role
from tests.benchmarks.dicomweb import scans

LABELS = ("Liver", "Spleen", "Kidney", "Aorta")
# All cases are for reading: a split drawn by the machine worker, as it comes by, never takes one out.
_NO_JUDGING = {"holdout_share": 0.0, "validation_share": 0.0}
Bytes = NDArray[np.uint8]


def make(out: str, *, small: int = 14, row: int = 23, large: int = 2, slices: int = 300) -> None:
    """All projects. `slices` is the depth of the large series."""
    password = secrets.token_urlsafe(9)
    reader = make_person(username="bench", password=password)
    made = {
        "small": _project(reader, "small", count=small, depth=40, edge=256),
        "row": _project(reader, "row", count=row, depth=40, edge=256),
        "large": _project(reader, "large", count=large, depth=slices, edge=512),
    }
    told = {"username": "bench", "password": password, "assignments": made}
    Path(out).write_text(json.dumps(told))


def make_huge(out: str, *, slices: int = 1500) -> None:
    """One project `huge` with one series of 512 x 512, as deep as long scans of a whole body are."""
    password = secrets.token_urlsafe(9)
    reader = make_person(username="bench", password=password)
    huge = _project(reader, "huge", count=1, depth=slices, edge=512)
    told = {"username": "bench", "password": password, "assignments": {"huge": huge}}
    Path(out).write_text(json.dumps(told))


def _project(reader: User, slug: str, *, count: int, depth: int, edge: int) -> list[int]:
    """The reader's assignments, in the order in which they come."""
    project, _ = Project.objects.get_or_create(
        slug=slug,
        defaults={"name": slug.title(), "case_prefix": "CASE", "retrain_after": 0, **_NO_JUDGING},
    )
    for value, name in enumerate(LABELS, start=1):
        Label.objects.get_or_create(project=project, value=value, name=name, color=value)
    Membership.objects.get_or_create(
        project=project, user=reader, defaults={"role": Role.ANNOTATOR}
    )
    cases = [_case(project, f"{slug}-{number}", depth, edge) for number in range(count)]
    done = assign_cases(
        project=project,
        cases=[case.pk for case in cases],
        readers=[(reader, count)],
        due=None,
        double_read_rate=0.0,
        actor=None,
    )
    return [one.pk for one in sorted(done.created, key=lambda one: (one.priority, one.pk))]


def _case(project: Project, seed: str, depth: int, edge: int) -> Case:
    sys.stderr.write(f"storing {seed}: {depth} slices of {edge} x {edge}\n")
    rng = np.random.default_rng([*seed.encode()])
    files = scans.series(rng, count=depth, size=edge, seed=seed)
    series = store_series(project=project, datasets=(dcmread(DicomBytesIO(f)) for f in files))
    set_split(patient=Patient.objects.get(pk=series.study.patient_id), name=SplitName.TRAIN)
    case = open_case(series_id=series.pk)
    mask, doubt = proposal(depth, edge)
    profile = [float(np.sort(plane, None)[-edge:].mean() / 255) for plane in doubt]
    worst = int(np.argmax(profile))
    y, x = divmod(int(doubt[worst].argmax()), edge)
    store_draft(
        case=case,
        version=None,
        mask=mask,
        uncertainty=doubt,
        slice_doubt=profile,
        doubtful_places=[{"index": [worst, y, x], "value": profile[worst]}],
    )
    return case


def proposal(depth: int, edge: int) -> tuple[Bytes, Bytes]:
    """Labels 1 to 4 and the doubt at their borders, both uint8 `(z, y, x)`.

    The labels are the ellipses of the scan, shrunk, so that their borders lie in tissue.
    """
    v, u = np.mgrid[-1 : 1 : edge * 1j, -1 : 1 : edge * 1j].astype(np.float32)
    mask = np.zeros((depth, edge, edge), np.uint8)
    doubt = np.zeros_like(mask)
    for z in range(depth):
        turn = z / max(1, depth) * 2
        for n in range(len(LABELS)):
            at_u, at_v = 0.3 * np.cos(turn + n), 0.25 * np.sin(turn + 2 * n)
            radius = np.hypot((u - at_u) / (0.7 / (n + 1)), (v - at_v) / (0.5 / (n + 1)))
            mask[z][radius < 1] = n + 1
            near = np.exp(-(((radius - 1) * (n + 1) / 0.08) ** 2)) * (140 + 100 * z / depth)
            doubt[z] = np.maximum(doubt[z], near.astype(np.uint8))
    return mask, doubt
