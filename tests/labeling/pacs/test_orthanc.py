"""Against a real Orthanc: search, pull, resume, send back."""

from io import BytesIO
from typing import Any

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from labeling.cohorts.models import Case, Cohort
from labeling.core import blobs
from labeling.core.jobs import Interrupted, Run, drain
from labeling.imaging.seg_reader import read_seg
from labeling.ingest.models import HeldSeries, Instance, ProfileName
from labeling.ingest.selectors import geometry_of
from labeling.ingest.services import change_profile, release_held
from labeling.pacs import services, tasks
from labeling.pacs.models import Outcome, PulledInstance, PullState, Send, SendState
from labeling.pacs.progress import progress_of_pull
from labeling.pacs.services import sending
from labeling.review.services import approve_revision
from tests.factories import (
    make_assignment,
    make_member,
    make_project,
    make_submission,
    make_user,
    signed_in,
    some_mask,
)
from tests.images import make_series
from tests.labeling.pacs.archives import address_of, files_of, make_pacs, pulled
from tests.pacs_server import Orthanc
from tests.zoo import ABDOMEN, needs_abdomen

pytestmark = pytest.mark.django_db


def _series(seed: str, **options: Any) -> list[Dataset]:
    return make_series(seed=seed, patient_id=f"ID-{seed}", **options)


def test_a_search_finds_series_by_patient_date_and_modality_with_what_is_here(
    orthanc: Orthanc,
) -> None:
    project = make_project()
    pacs = make_pacs(orthanc.dicomweb, project)
    wanted, other = _series("wanted"), _series("other", modality="CT")
    orthanc.store(files_of([*wanted, *other]))
    pulled(project, pacs, wanted)
    address = f"/api/projects/{project.slug}/pacs/{pacs.pk}/search"
    client = signed_in(make_member(project, "engineer"))

    answer = client.post(address, {"PatientID": "ID-wanted", "Modality": "MR"})

    (row,) = answer.json()["rows"]
    assert row["series_instance_uid"] == wanted[0].SeriesInstanceUID
    assert row["patient_name"] == "Sentinel^Name"
    assert row["series_description"] == "synthetic"
    assert (row["instances"], row["here"]) == (6, 6)
    everything = client.post(address, {}).json()
    assert {row["here"] for row in everything["rows"]} == {0, 6}
    assert client.post(address, {"offset": everything["next_offset"]}).json() == {
        "rows": [],
        "next_offset": None,
    }


@pytest.mark.parametrize(
    "filters",
    [
        {"PatientID": "ID-wan*"},
        {"PatientID": "ID-w?nted"},
        {"PatientID": "*wanted", "SeriesDescription": "synth*"},
    ],
)
def test_wildcards_reach_the_archive(orthanc: Orthanc, filters: dict[str, str]) -> None:
    project = make_project()
    pacs = make_pacs(orthanc.dicomweb, project)
    wanted, other = _series("wanted"), _series("other")
    orthanc.store(files_of([*wanted, *other]))

    found = services.search_series(project=project, pacs=pacs, filters=filters, limit=10, offset=0)

    assert [row.patient_id for row in found.rows] == ["ID-wanted"]


def test_a_check_says_whether_the_archive_answers(orthanc: Orthanc) -> None:
    pacs = make_pacs(orthanc.dicomweb)
    assert services.check_pacs(pacs=pacs).ok
    services.change_pacs(pacs=pacs, user=pacs.created_by, values={"secret": "wrong"})
    pacs.refresh_from_db()
    refused = services.check_pacs(pacs=pacs)
    assert not refused.ok
    assert "refuses" in refused.message
    pacs.refresh_from_db()
    assert pacs.state == "failing"


def test_a_pull_brings_series_byte_for_byte_and_their_cases_into_a_cohort(
    orthanc: Orthanc,
) -> None:
    project = make_project()
    one, two = _series("one"), _series("two")
    orthanc.store(files_of([*one, *two]))

    pull = pulled(
        project, make_pacs(orthanc.dicomweb, project), one, two, cohort_name="From the archive"
    )

    assert pull.state == PullState.FINISHED
    stored = Instance.objects.filter(project=project)
    assert stored.count() == 12
    for instance in stored:
        theirs = orthanc.file(instance.sop_instance_uid)
        assert blobs.read(instance.blob) == bytes(128) + theirs[128:]
    cohort = Cohort.objects.get(project=project, name="From the archive")
    assert set(cohort.cases.all()) == set(Case.objects.filter(project=project))
    assert cohort.cases.count() == 2
    progress = progress_of_pull(pull)
    assert (progress.series_done, progress.instances_stored, progress.fraction) == (2, 12, 1.0)


def test_a_second_pull_fetches_nothing_again(orthanc: Orthanc) -> None:
    project = make_project()
    pacs = make_pacs(orthanc.dicomweb, project)
    slices = _series("twice")
    orthanc.store(files_of(slices))
    pulled(project, pacs, slices)

    again = progress_of_pull(pulled(project, pacs, slices))

    assert (again.instances_stored, again.known, again.bytes) == (0, 6, 0)
    assert again.state == PullState.FINISHED


def test_a_pull_that_was_cut_off_goes_on_where_it_was(
    orthanc: Orthanc, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project()
    pacs = make_pacs(orthanc.dicomweb, project)
    slices = _series("cut")
    orthanc.store(files_of(slices))
    pull = services.start_pull(
        project=project, user=pacs.created_by, pacs=pacs, series=[address_of(slices)]
    )
    asked = iter([False] * 3 + [True])
    with pytest.raises(Interrupted):  # the worker is asked to end before the fourth instance
        tasks.pull_next(Run(0, "pacs.pull_next", 0, lambda: next(asked)), pull_id=pull.pk)
    assert Instance.objects.filter(project=project).count() == 3
    fetched: list[str] = []
    real = services.pulling.retrieve_instance
    monkeypatch.setattr(
        services.pulling,
        "retrieve_instance",
        lambda *a: fetched.append(a[3]) or real(*a),
    )

    drain("web")

    assert Instance.objects.filter(project=project).count() == 6
    assert len(fetched) == len(set(fetched)) == 3
    outcomes = PulledInstance.objects.filter(series__pull=pull).values_list("outcome", flat=True)
    assert list(outcomes) == [Outcome.STORED] * 6
    pull.refresh_from_db()
    assert pull.state == PullState.FINISHED


def test_a_stopped_pull_keeps_what_came_and_can_be_resumed(orthanc: Orthanc) -> None:
    project = make_project()
    pacs = make_pacs(orthanc.dicomweb, project)
    one, two = _series("first"), _series("second")
    orthanc.store(files_of([*one, *two]))
    client = signed_in(make_member(project, "engineer"))
    body = {
        "pacs": pacs.pk,
        "series": [
            {
                "study_instance_uid": series[0].StudyInstanceUID,
                "series_instance_uid": series[0].SeriesInstanceUID,
            }
            for series in (one, two)
        ],
    }
    begun = client.post(f"/api/projects/{project.slug}/pulls", body).json()
    stopped = client.post(f"/api/pulls/{begun['id']}/stop").json()
    assert (begun["state"], stopped["state"]) == ("waiting", "stopped")
    drain("web")
    assert Instance.objects.filter(project=project).count() == 0

    assert client.post(f"/api/pulls/{begun['id']}/resume").json()["state"] == "waiting"
    drain("web")

    ended = client.get(f"/api/pulls/{begun['id']}").json()
    assert (ended["state"], ended["progress"]["series_done"]) == ("finished", 2)
    assert ended["progress"]["instances_stored"] == 12
    assert (ended["series"], ended["series_in_trouble"]) == ([], 0)
    assert client.post(f"/api/pulls/{begun['id']}/resume").status_code == 409


def test_an_approved_result_is_found_in_the_archive_as_a_seg(orthanc: Orthanc) -> None:
    project = make_project()
    pacs = make_pacs(orthanc.dicomweb, project, sends=True)
    slices = _series("result")
    orthanc.store(files_of(slices))
    pulled(project, pacs, slices)
    case = Case.objects.get(project=project)
    mask = some_mask(case, 3)
    revision = make_submission(make_assignment(case, make_member(project, "annotator")), mask)
    approve_revision(revision=revision, reviewer=make_member(project, "reviewer"))

    drain("web")

    send = Send.objects.get(revision=revision, pacs=pacs)
    assert (send.state, send.message) == (SendState.SENT, "")
    assert orthanc.modalities() == ["MR", "SEG"]
    seg = dcmread(BytesIO(orthanc.file(send.sop_instance_uid)))
    assert seg.StudyInstanceUID == slices[0].StudyInstanceUID
    referenced = seg.ReferencedSeriesSequence[0].SeriesInstanceUID
    assert referenced == slices[0].SeriesInstanceUID
    sent = orthanc.file(send.sop_instance_uid)
    assert (read_seg(sent, geometry_of(case.series)) == mask).all()

    again = sending.send_result(send=send)  # the very object is there already
    assert again.state == SendState.SENT
    assert again.sop_instance_uid == send.sop_instance_uid
    assert orthanc.modalities() == ["MR", "SEG"]


@needs_abdomen
def test_a_real_series_is_pulled_byte_for_byte(orthanc: Orthanc) -> None:
    files = sorted((ABDOMEN / "dicom_fixed").glob("*.dcm"))
    contents = [path.read_bytes() for path in files]
    slices = [dcmread(path, stop_before_pixels=True) for path in files]
    orthanc.store(contents)
    project = make_project()

    pull = pulled(project, make_pacs(orthanc.dicomweb, project), slices)

    assert pull.state == PullState.FINISHED
    stored = dict(Instance.objects.filter(project=project).values_list("sop_instance_uid", "blob"))
    for ds, content in zip(slices, contents, strict=True):
        assert blobs.read(stored[str(ds.SOPInstanceUID)]) == bytes(128) + content[128:]
    assert Case.objects.filter(project=project).count() == 1


def test_a_project_that_de_identifies_keeps_no_uid_of_what_it_pulls(orthanc: Orthanc) -> None:
    project = make_project()
    change_profile(project=project, by=make_user(admin=True), profile=ProfileName.BASIC)
    slices = _series("secret")
    orthanc.store(files_of(slices))
    pacs = make_pacs(orthanc.dicomweb, project)

    pull = pulled(project, pacs, slices, cohort_name="Without names")

    assert pull.state == PullState.FINISHED
    assert Cohort.objects.get(name="Without names").cases.count() == 1
    came = {str(ds.SOPInstanceUID) for ds in slices}
    came |= {str(slices[0].StudyInstanceUID), str(slices[0].SeriesInstanceUID)}
    kept = str(list(PulledInstance.objects.values())) + str(list(pull.series.values()))
    assert [uid for uid in came if uid in kept] == []
    again = progress_of_pull(pulled(project, pacs, slices))
    assert (again.known, again.bytes) == (6, 0)
    engineer = signed_in(make_member(project, "engineer"))
    found = engineer.post(f"/api/projects/{project.slug}/pacs/{pacs.pk}/search", {}).json()
    assert [row["here"] for row in found["rows"]] == [6]


def test_a_case_that_waited_for_a_decision_joins_its_cohort_when_it_is_released(
    orthanc: Orthanc,
) -> None:
    project = make_project()
    admin = make_user(admin=True)
    change_profile(project=project, by=admin, profile=ProfileName.BASIC)
    slices = _series("risky", modality="OT")
    orthanc.store(files_of(slices))

    pull = pulled(project, make_pacs(orthanc.dicomweb, project), slices, cohort_name="After a look")

    progress = progress_of_pull(pull)
    assert (progress.state, progress.held, progress.instances_stored) == ("finished", 6, 0)
    cohort = Cohort.objects.get(name="After a look")
    assert cohort.cases.count() == 0
    release_held(held=HeldSeries.objects.get(project=project), by=admin)
    drain("web")
    assert cohort.cases.count() == 1
