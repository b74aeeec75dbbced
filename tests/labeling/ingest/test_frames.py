"""Series of enhanced objects, from arrival to the arrays that training and drafts are made of."""

import gzip
import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.utils import timezone
from PIL import Image
from pydicom.dataset import Dataset

from labeling.core import blobs
from labeling.ingest import selectors, services
from labeling.ingest.models import Instance, Series, SeriesState
from labeling.projects.models import Project
from tests.enhanced import enhanced
from tests.images import make_series, oblique_geometry, save, some_volume
from tests.labeling.ingest import scans
from tests.zoo import ZOO, needs_zoo


def _arrived(project: Project, paths: list[Path]) -> Series:
    for path in paths:
        services.store_instance(project=project, user=None, path=path)
    (series_id,) = services.series_behind(project=project)
    return services.index_series(series_id=series_id)


def _uploaded(folder: Path, *instances: Dataset) -> Series:
    return _arrived(scans.project(), save(folder, instances))


@pytest.mark.django_db
def test_an_enhanced_object_is_a_volume_of_its_frames(tmp_path: Path) -> None:
    ds = enhanced(make_series()[::-1])
    series = _uploaded(tmp_path, ds)
    assert (series.state, series.problem) == (SeriesState.READY, "")
    assert series.slices == [f"{ds.SOPInstanceUID}/{frame}" for frame in range(6, 0, -1)]
    assert selectors.geometry_of(series).is_close(oblique_geometry(), voxels=1e-6)
    np.testing.assert_array_equal(selectors.load_volume(series), some_volume())


@pytest.mark.django_db
def test_instances_are_listed_by_their_lowest_slice(tmp_path: Path) -> None:
    slices = make_series()
    upper, lower = enhanced(slices[3:], seed="upper"), enhanced(slices[:3], seed="lower")
    series = _uploaded(tmp_path, upper, lower)
    uids = [lower.SOPInstanceUID, upper.SOPInstanceUID]
    assert dict(series.instances.values_list("sop_instance_uid", "z")) == {
        uids[0]: 0,
        uids[1]: 3,
    }
    metadata = json.loads(gzip.decompress(blobs.read(series.metadata_blob)))
    assert [one["00080018"]["Value"][0] for one in metadata] == uids
    np.testing.assert_array_equal(selectors.load_volume(series), some_volume())


@pytest.mark.django_db
@pytest.mark.parametrize(("times", "state"), [(None, "ready"), ([1] * 5, "unusable")])
def test_its_picture_is_that_of_the_middle_frame(
    tmp_path: Path, times: list[int] | None, state: str
) -> None:
    volume = np.zeros((5, 8, 8), np.int16)
    volume[2, :, 4:] = 1000  # the only frame that is not black
    slices = make_series(volume)
    for one in slices:
        one.WindowCenter, one.WindowWidth = 500, 1000
        if times:
            one.ImagePositionPatient = slices[0].ImagePositionPatient
    series = _uploaded(tmp_path, enhanced(slices, times=times))
    picture = np.asarray(Image.open(BytesIO(blobs.read(series.thumbnail_blob))))
    assert series.state == state
    assert (picture[:, :80].max(), picture[:, -80:].min()) == (0, 255)


@pytest.mark.django_db
def test_a_late_instance_moves_no_slice_that_is_drawn_on(tmp_path: Path) -> None:
    slices = make_series()
    series = _uploaded(tmp_path, enhanced(slices[:4], seed="first"))
    services.freeze_series(series=series)
    (path,) = save(tmp_path, [enhanced(slices[4:], seed="late")])
    late = _arrived(series.project, [path])
    assert (late.slices, late.geometry) == (series.slices, series.geometry)
    assert late.metadata_blob != series.metadata_blob


@pytest.mark.django_db
@needs_zoo
@pytest.mark.parametrize(
    ("name", "state", "code"),
    [
        ("dcm_qa_enh__6_1", "ready", ""),
        ("dcmqi__23x38x3_multiframe_mf", "ready", ""),
        ("pydicom-data__eCT_Supplemental", "ready", ""),
        ("dcm4che__US-PAL-8-10x-echo", "unusable", "cine"),
        ("fo-dicom__HasFragmentSequence", "unusable", "cine"),
        ("pydicom-data__emri_small_RLE", "unusable", "no_position"),
    ],
)
def test_real_objects_are_kept_and_served_whether_they_form_a_volume_or_not(
    name: str, state: str, code: str
) -> None:
    series = _arrived(scans.project(), [ZOO / f"02-multiframe-enhanced/{name}.dcm"])
    assert (series.state, series.problem_code) == (state, code)
    assert series.metadata_blob
    assert series.thumbnail_blob


@pytest.mark.django_db(transaction=True)
def test_series_from_before_frames_keep_their_order_and_enhanced_ones_are_looked_at_again() -> None:
    now = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        before = [("ingest", "0004_deidentification")]
        old = MigrationExecutor(connection).migrate(before).apps
        classic, multi = _stored_before(old)
    finally:
        MigrationExecutor(connection).migrate(now)
    kept = Series.objects.get(pk=classic)
    assert kept.slices == ["1.1", "1.2", "1.3"]
    assert [one.headers[0]["instance_number"] for one in kept.instances.order_by("z")] == [3, 2, 1]
    assert list(services.series_behind(project=kept.project)) == [multi]
    frames = Instance.objects.get(series=multi).headers
    assert [header["frame"] for header in frames] == [1, 2, 3, 4, 5, 6]
    assert len({tuple(header["position"]) for header in frames}) == 6


def _stored_before(apps: StateApps) -> tuple[int, int]:
    """A frozen volume of three instances and a refused enhanced object, as rows were then."""
    make = {name: apps.get_model("ingest", name).objects.create for name in ("Patient", "Study")}
    project = apps.get_model("projects", "Project").objects.create(slug="old", name="Old")
    patient = make["Patient"](project=project)
    study = make["Study"](project=project, patient=patient, study_instance_uid="1")
    series = apps.get_model("ingest", "Series").objects.create
    shared = {"project": project, "study": study, "received_version": 3, "indexed_version": 3}
    classic = series(
        series_instance_uid="1.0", state="ready", geometry={}, frozen_at=timezone.now(), **shared
    )
    multi = series(
        series_instance_uid="2.0", state="unusable", problem_code="too_many_frames", **shared
    )
    instance = apps.get_model("ingest", "Instance").objects.create
    for number in (3, 2, 1):
        instance(
            project=project,
            series=classic,
            sop_instance_uid=f"1.{number}",
            size=1,
            z=number - 1,
            header={"instance_number": 4 - number},
        )
    metadata = json.loads(enhanced(make_series()).to_json(suppress_invalid_tags=True))
    metadata["7FE00010"] = {"vr": "OW", "BulkDataURI": "somewhere"}
    instance(
        project=project,
        series=multi,
        sop_instance_uid="2.1",
        size=1,
        number_of_frames=6,
        header={"frame": 1},
        metadata=metadata,
    )
    return classic.pk, multi.pk
