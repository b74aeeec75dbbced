"""Real files, some of which carry identifiers that their publishers left behind."""

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import config, dcmread
from pydicom.dataset import Dataset

from labeling.imaging.deid.profile import Profile
from labeling.imaging.problems import DicomProblem
from labeling.imaging.sandbox import Sandbox
from tests.labeling.imaging.deid.planted import KEY
from tests.zoo import ABDOMEN, ZOO, needs_abdomen, needs_zoo, zoo_index

WRITTEN_BY_US = {"", "REMOVED", "19000101", "000D"}
NAMES = {"PatientName", "OperatorsName", "ReferringPhysicianName", "PerformingPhysicianName"}


@pytest.fixture(autouse=True)
def _any_value() -> Iterator[None]:
    with config.disable_value_validation(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as child:
        yield child


def _header(sandbox: Sandbox, path: Path) -> tuple[Dataset, bytes]:
    """The new data set without pixels, and its bytes."""
    found, payload = sandbox.deidentify(path, Profile(frozenset(), KEY))
    return dcmread(BytesIO(payload), stop_before_pixels=True), payload[: found.head]


@needs_zoo
def test_identifiers_left_in_published_files_are_gone(sandbox: Sandbox) -> None:
    left, files, elements, refused = [], 0, 0, []
    rows = {(row["category"], row["manufacturer"], row["residual_ids"]): row for row in zoo_index()}
    for row in rows.values():  # one of each kind
        keywords = [name for name in row["residual_ids"].split("|") if name]
        if not keywords:
            continue
        path = ZOO / row["file"]
        try:
            ds, payload = _header(sandbox, path)
        except DicomProblem as problem:
            refused.append(problem.code)
            continue
        files += 1
        source = dcmread(path, force=True, stop_before_pixels=True)
        for keyword in keywords:
            elements += 1
            value, now = str(source.get(keyword) or ""), str(ds.get(keyword) or "")
            pseudonymous = keyword in {"PatientName", "PatientID"} and now == ds.PatientID
            if not pseudonymous and now not in WRITTEN_BY_US:
                left.append((row["file"], keyword))
            if keyword in NAMES and len(value) > 5 and value.encode() in payload:
                left.append((row["file"], keyword))
    assert left == []
    assert files > 50
    assert elements > 200
    assert set(refused) <= {"damaged", "not_dicom", "truncated", "no_transfer_syntax", "directory"}


@needs_abdomen
def test_a_published_series_with_an_address_and_without_uids(sandbox: Sandbox) -> None:
    for path in sorted((ABDOMEN / "dicom_raw").iterdir()):
        ds, payload = _header(sandbox, path)
        found = [w for w in (b"Petersgraben", b"Basel", b"SNOWFOX", b"20221208") if w in payload]
        assert found == []
        assert (ds.StudyInstanceUID, ds.Rows) == ("", 512)  # refused when it is indexed
