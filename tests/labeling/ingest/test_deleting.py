"""Scans go with all that was derived from them, or stay with the reason; bytes go when nobody needs them."""

import os
import threading
import time
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from labeling.cohorts.models import Case
from labeling.cohorts.services import exclude_case
from labeling.core import blobs
from labeling.core.blobs import StoreBusy, references
from labeling.core.blobs.sweep import store_lock, sweep
from labeling.core.jobs import Run
from labeling.core.models import AuditEvent
from labeling.ingest.errors import ScansInUse
from labeling.ingest.models import Instance, Patient, Series, SeriesState, Study
from labeling.ingest.services import (
    delete_instance,
    delete_series,
    delete_study,
    index_series,
    store_series,
)
from labeling.ingest.tasks import sweep_blobs
from labeling.prelabel.models import Draft
from labeling.projects.models import Project, Role
from tests.factories import (
    make_approved,
    make_assignment,
    make_case,
    make_member,
    make_project,
    make_user,
    open_for,
    signed_in,
)
from tests.labeling.ingest import scans
from tests.threads import at_once

HOUR_AGO = 3601


def _age(*names: str) -> None:
    for name in names:
        then = blobs.path(name).stat().st_mtime - HOUR_AGO
        os.utime(blobs.path(name), (then, then))


def _age_all() -> None:
    _age(*[entry.sha256 for entry in blobs.entries()])


@pytest.mark.django_db
def test_an_untouched_series_goes_with_its_case_drafts_and_empty_study() -> None:
    case = make_case(draft=True, split=None)
    actor = make_member(case.project, Role.LEAD)
    assert delete_series(series=case.series, actor=actor) == 6
    for model in (Instance, Series, Study, Case, Draft):
        assert not model.objects.exists(), model
    event = AuditEvent.objects.get(act="series.deleted")
    assert event.actor == actor
    assert event.detail == {"series": [case.series.series_instance_uid]}


@pytest.mark.django_db
def test_a_patient_whose_split_was_drawn_stays_as_a_number_and_comes_back_by_name() -> None:
    case = make_case(patient_id="P7")
    study = case.series.study
    delete_study(study=study, actor=None)
    patient = Patient.objects.get()
    assert (patient.patient_id, patient.patient_name) == ("P7", "")
    make_case(case.project, patient_id="P7", split=None, patient_name="Back^Again")
    patient.refresh_from_db()
    assert patient.patient_name == "Back^Again"
    assert patient.split.name == "train"


@pytest.mark.django_db
def test_what_work_hangs_from_stays_with_the_reason() -> None:
    assigned = make_case(draft=True)
    make_assignment(assigned, make_member(assigned.project, Role.ANNOTATOR))
    with pytest.raises(ScansInUse) as caught:
        delete_series(series=assigned.series, actor=None)
    assert caught.value.got == ["1 assignment"]
    assert Draft.objects.filter(case=assigned).exists()

    opened = make_case()
    open_for(make_assignment(opened, make_member(opened.project, Role.ANNOTATOR)))
    with pytest.raises(ScansInUse, match="begun to annotate"):
        delete_series(series=opened.series, actor=None)

    approved = make_approved(make_project()).case
    with pytest.raises(ScansInUse):
        delete_study(study=approved.series.study, actor=None)
    with pytest.raises(ScansInUse):
        delete_instance(instance=approved.series.instances.first(), actor=None)
    assert approved.series.instances.count() == 6
    assert not AuditEvent.objects.filter(act__endswith=".deleted").exists()


@pytest.mark.django_db
def test_an_excluded_case_that_nobody_opened_may_go() -> None:
    case = make_case()
    exclude_case(case=case, actor=None, reason="wrong patient")
    delete_series(series=case.series, actor=None)
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_without_one_instance_the_series_is_another_volume_and_goes_with_its_last() -> None:
    case = make_case(draft=True)
    series = case.series
    delete_instance(instance=series.instances.get(z=5), actor=None)
    assert not Case.objects.exists()
    assert Series.objects.get().state == SeriesState.RECEIVING
    indexed = index_series(series_id=series.pk)
    assert indexed.state == SeriesState.READY
    assert indexed.geometry["shape"][0] == 5
    for instance in Instance.objects.all():
        delete_instance(instance=instance, actor=None)
    assert not Series.objects.exists()
    assert not Study.objects.exists()


@pytest.mark.django_db
def test_the_api_deletes_for_those_who_manage_and_says_why_not() -> None:
    case = make_case()
    project, series = case.project, case.series
    busy = make_case(project)
    make_assignment(busy, make_member(project, Role.ANNOTATOR))
    client = signed_in(make_member(project, Role.LEAD))
    assert client.delete(f"/api/series/{series.pk}").status_code == 204
    assert client.delete(f"/api/series/{series.pk}").status_code == 404
    uid = busy.series.study.study_instance_uid
    answer = client.delete(f"/api/projects/{project.slug}/studies/{uid}")
    assert (answer.status_code, answer.json()["code"]) == (409, "scans_in_use")
    assert answer.json()["got"] == ["1 assignment"]
    assert client.delete(f"/api/projects/{project.slug}/studies/1.2.3").status_code == 404


@pytest.mark.django_db
def test_the_command_deletes_by_uid() -> None:
    case = make_case()
    uid = case.series.series_instance_uid
    with pytest.raises(CommandError, match="Project other has no series"):
        call_command("delete_scans", project="other", series=uid)
    out = StringIO()
    call_command("delete_scans", project=case.project.slug, series=uid, stdout=out)
    assert out.getvalue().startswith("6 instances deleted")


@pytest.mark.django_db
def test_bytes_are_freed_when_no_row_of_any_project_names_them(own_store: Path) -> None:
    project, other = scans.project(), scans.project("other")
    series = store_series(project=project, datasets=scans.slices())
    shared = store_series(project=other, datasets=scans.slices())
    kept = {i.blob for i in shared.instances.all()}
    assert kept == {i.blob for i in series.instances.all()}
    _age_all()
    delete_series(series=series, actor=None)
    assert sweep(dry_run=True).blobs > 0
    sweep()
    assert {e.sha256 for e in blobs.entries()} == set(references.referenced()) >= kept
    delete_series(series=shared, actor=None)
    assert sweep().blobs >= len(kept)
    assert list(blobs.entries()) == []
    assert ProcrastinateJob.objects.filter(task_name="ingest.sweep_blobs").count() == 1


@pytest.mark.django_db
def test_a_blob_that_was_put_lately_is_left_for_the_row_that_will_name_it(
    own_store: Path,
) -> None:
    first = blobs.put(b"its row is not committed yet")
    assert sweep().young == 1
    _age(first.sha256)
    blobs.put(b"its row is not committed yet")  # the same bytes again: touched
    assert (sweep().blobs, sweep().young) == (0, 1)
    _age(first.sha256)
    assert sweep().blobs == 1
    assert not blobs.exists(first.sha256)


@pytest.mark.django_db
def test_a_put_and_a_sweep_of_the_same_bytes_never_lose_them(
    own_store: Path, settings: LazySettings
) -> None:
    """The sweep removes as fast as it can what 80 puts say is stored: none of those may be gone."""
    settings.BLOB_GRACE = 0.05
    names, lost, ended = [f"bytes {n}".encode() for n in range(80)], [], threading.Event()
    for name in names:
        _age(blobs.put(name).sha256)

    def put_again() -> None:
        for name in names:
            began = time.monotonic()
            blob = blobs.put(name)
            is_gone = not blobs.exists(blob.sha256)
            if is_gone and time.monotonic() - began < settings.BLOB_GRACE:
                lost.append(blob)
        ended.set()

    thread = threading.Thread(target=put_again)
    thread.start()
    swept = 0
    while not ended.is_set():
        swept += sweep().blobs
    thread.join()
    assert lost == []
    assert swept > 0


@pytest.mark.django_db(transaction=True)
def test_a_sweep_waits_for_no_backup_and_does_not_run_beside_one() -> None:
    held, done = threading.Event(), threading.Event()

    def back_up() -> None:
        with store_lock(alone=False):
            held.set()
            done.wait(20)
        connections.close_all()

    thread = threading.Thread(target=back_up)
    thread.start()
    assert held.wait(10)
    with pytest.raises(StoreBusy):
        sweep()
    sweep_blobs(Run(1, "ingest.sweep_blobs", 0))
    assert ProcrastinateJob.objects.filter(task_name="ingest.sweep_blobs").count() == 1  # later
    done.set()
    thread.join()
    sweep(dry_run=True)


@pytest.mark.django_db(transaction=True)
def test_of_a_deletion_and_an_assignment_at_once_one_wins_and_nothing_dangles() -> None:
    for n in range(4):
        case = make_case(make_project(f"race-{n}"))
        reader = make_member(case.project, Role.ANNOTATOR)
        outcomes = at_once(
            partial(delete_series, series=case.series, actor=None),
            partial(make_assignment, case, reader),
        )
        assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1, outcomes
        left = Case.objects.filter(pk=case.pk).first()
        assert left is None or left.assignments.count() == 1


def test_admins_may_delete_in_any_project(db: None) -> None:
    case = make_case()
    assert Project.objects.count() == 1
    client = signed_in(make_user(admin=True))
    assert client.delete(f"/api/series/{case.series_id}").status_code == 204
