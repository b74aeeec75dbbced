import numpy as np
import pytest

from labeling.core import jobs
from labeling.ingest import selectors, services
from labeling.ingest.errors import FileRefused, InstanceConflict
from labeling.ingest.models import Instance, Patient, Series, SeriesState, Study
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db


def test_a_series_of_our_own_is_ready_at_once_with_exact_voxels_and_geometry() -> None:
    project = scans.project()
    datasets = scans.slices("a")
    series = services.store_series(project=project, datasets=reversed(datasets))
    assert (series.state, series.problem) == (SeriesState.READY, "")
    assert series.slices == [str(ds.SOPInstanceUID) for ds in datasets]
    geometry = selectors.geometry_of(series)
    assert (geometry.shape, geometry.spacing) == ((5, 16, 12), (2.0, 0.8, 0.7))
    assert geometry.origin == (-10.0, -20.0, 30.0)
    np.testing.assert_array_equal(selectors.load_volume(series), scans.volume("a"))


def test_the_same_series_again_changes_nothing() -> None:
    project = scans.project()
    first = services.store_series(project=project, datasets=scans.slices("a"))
    again = services.store_series(project=project, datasets=scans.slices("a"))
    assert first.pk == again.pk
    assert again.received_version == first.received_version
    assert Instance.objects.count() == 5


def test_other_bytes_under_a_known_uid_are_refused_and_nothing_of_the_series_is_kept() -> None:
    project = scans.project()
    services.store_series(project=project, datasets=scans.slices("a")[:2])
    other = [scans.changed(ds, SeriesDescription="other") for ds in scans.slices("a")]
    with pytest.raises(InstanceConflict):
        services.store_series(project=project, datasets=other)
    assert Instance.objects.count() == 2


def test_two_series_or_none_are_not_one_series() -> None:
    project = scans.project()
    for datasets in ([], [*scans.slices("a"), *scans.slices("b")]):
        with pytest.raises(FileRefused):
            services.store_series(project=project, datasets=datasets)


def test_scans_of_one_patient_meet_and_projects_do_not() -> None:
    here, there = scans.project("here"), scans.project("there")
    for project in (here, there):
        for seed in ("a", "b"):
            services.store_series(project=project, datasets=scans.slices(seed))
    counts = [rows.objects.filter(project=here).count() for rows in (Patient, Study, Series)]
    assert counts == [1, 2, 2]
    assert Patient.objects.count() == 2


def test_without_a_patient_id_each_study_is_a_person_of_its_own() -> None:
    project = scans.project()
    for seed in ("a", "b"):
        services.store_series(project=project, datasets=scans.slices(seed, patient_id=""))
    assert Patient.objects.filter(project=project).count() == 2


def test_a_ready_series_asks_for_its_case_once() -> None:
    series = services.store_series(project=scans.project(), datasets=scans.slices("a"))
    assert series.state == SeriesState.READY
    assert (
        jobs.enqueue(
            "cohorts.open_case",
            queue="web",
            once=f"cohorts.open_case:{series.pk}",
            series_id=series.pk,
        )
        is None
    )
