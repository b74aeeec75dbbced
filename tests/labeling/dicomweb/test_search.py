import pytest
from django.test import Client
from pydicom import dcmread
from pydicom.dataset import Dataset

from labeling.ingest import services
from labeling.ingest.errors import Refusal
from tests.labeling.dicomweb.conftest import Holding, holding
from tests.labeling.ingest import scans
from tests.zoo import ZOO, needs_zoo

STUDY_UID, SERIES_UID, SOP_UID, PATIENT_ID = "0020000D", "0020000E", "00080018", "00100020"


def values(documents: list[dict], tag: str) -> list[object]:
    return [document[tag]["Value"][0] for document in documents]


@pytest.fixture
def archive(db: None) -> Holding:
    """Three studies of two patients."""
    found = holding("ours", "a", patient_id="P1", name="Müller^Änne", study_date="20240131")
    for seed, patient, name, date, modality in (
        ("b", "P2", "Roe^Richard", "20230615", "CT"),
        ("c", "P1", "Müller^Änne", "20220101", "MR"),
    ):
        datasets = scans.slices(
            seed, patient_id=patient, name=name, study_date=date, modality=modality
        )
        services.store_series(project=found.project, datasets=datasets)
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["P1", "P2", "P1"]),  # newest study first
        ("PatientID=P2", ["P2"]),
        ("00100020=P2", ["P2"]),
        ("PatientID=p2", None),  # identifiers are compared exactly
        ("PatientName=*MÜLLER*", ["P1", "P1"]),
        ("PatientName=müller^änne", ["P1", "P1"]),
        ("PatientName=Ro?^*", ["P2"]),
        ("PatientName=%25", None),  # SQL's wildcards mean themselves
        ("PatientName=Ro_^*", None),
        ("StudyDate=20230101-20241231", ["P1", "P2"]),
        ("StudyDate=-20221231", ["P1"]),
        ("StudyDate=20230615", ["P2"]),
        ("ModalitiesInStudy=CT", ["P2"]),
        ("ModalitiesInStudy=CT%5CMR", ["P1", "P2", "P1"]),
        ("ModalitiesInStudy=PT", None),
        ("AccessionNumber=", ["P1", "P2", "P1"]),  # an empty value matches all
        ("StudyDescription=abd*", ["P1", "P2", "P1"]),
        ("StudyTime=0000-2359", None),  # no time, no match
        ("limit=1", ["P1"]),
        ("limit=1&offset=1", ["P2"]),
        ("offset=3", None),
        ("fuzzymatching=false&limit=101&offset=0&includefield=00081030%2C00080060", 3),  # OHIF
    ],
)
def test_studies_are_found(archive: Holding, query: str, expected: list[str] | int | None) -> None:
    response = archive.client().get(f"{archive.root}/studies?{query}")
    if expected is None:
        assert (response.status_code, response.content) == (204, b"")
    elif isinstance(expected, int):
        assert len(response.json()) == expected
    else:
        assert values(response.json(), PATIENT_ID) == expected


def test_a_study_says_what_clients_need(ours: Holding) -> None:
    (study,) = ours.client().get(f"{ours.root}/studies").json()
    needed = "0020000D 00080020 00080030 00080050 00100020 00100010 00100030 00201206 00201208"
    assert set((needed + " 00081030 00080061 00080090 00081190").split()) <= set(study)
    assert list(study) == sorted(study)
    assert study["00100010"] == {"vr": "PN", "Value": [{"Alphabetic": "Doe^Jane"}]}
    assert (study["00201206"]["Value"], study["00201208"]["Value"]) == ([1], [5])
    assert study["00080061"]["Value"] == ["MR"]
    assert study["00080050"] == {"vr": "SH"}
    assert study["00081190"]["Value"] == [f"http://testserver{ours.root}/{ours.study_path}"]


def test_all_six_resources_answer(ours: Holding) -> None:
    client = ours.client()
    counts = {
        path: len(client.get(f"{ours.root}/{path}").json())
        for path in (
            "studies",
            "series",
            "instances",
            f"{ours.study_path}/series",
            f"{ours.study_path}/instances",
            f"{ours.series_path}/instances",
        )
    }
    assert list(counts.values()) == [1, 1, 5, 1, 5, 5]


def test_series_and_instances_carry_their_numbers_and_addresses(ours: Holding) -> None:
    client = ours.client()
    (series,) = client.get(f"{ours.root}/{ours.study_path}/series").json()
    assert series["00201209"]["Value"] == [5]
    assert series["00081190"]["Value"][0].endswith(ours.series_path)
    assert PATIENT_ID not in series  # asked within a study, the study is known
    (series,) = client.get(f"{ours.root}/series").json()
    assert values([series], PATIENT_ID) == ["P1"]
    instances = client.get(f"{ours.root}/{ours.series_path}/instances").json()
    assert values(instances, SOP_UID) == [ds.SOPInstanceUID for ds in ours.datasets]
    assert values(instances, "00280010") == [16] * 5


def test_include_field_adds_and_all_adds_everything(ours: Holding) -> None:
    client, path = ours.client(), f"{ours.root}/{ours.study_path}/series"
    assert "00080070" not in client.get(path).json()[0]
    assert client.get(f"{path}?includefield=Manufacturer").json()[0]["00080070"]["Value"] == [
        "ACME"
    ]
    instances = f"{ours.root}/{ours.series_path}/instances"
    assert "00280030" in client.get(f"{instances}?includefield=PixelSpacing").json()[0]
    assert "00280030" in client.get(f"{instances}?includefield=all").json()[0]


def test_a_cut_list_says_so_and_pages_never_overlap(ours: Holding) -> None:
    client, path = ours.client(), f"{ours.root}/instances"
    pages = [client.get(f"{path}?limit=2&offset={offset}") for offset in (0, 2, 4, 6)]
    assert pages[0]["Warning"] == (
        '299 gyre "There are 3 additional results that can be requested"'
    )
    assert "Warning" not in pages[2]
    assert pages[3].status_code == 204
    found = [uid for page in pages[:3] for uid in values(page.json(), SOP_UID)]
    assert sorted(found) == sorted(str(ds.SOPInstanceUID) for ds in ours.datasets)


def test_fuzzy_matching_is_declined_in_a_warning(ours: Holding) -> None:
    response = ours.client().get(f"{ours.root}/studies?PatientName=Doe^Jane&fuzzymatching=true")
    assert "fuzzymatching" in response["Warning"]


@pytest.mark.parametrize(
    "query",
    ["NoSuch=1", "StudyDate=2024", "limit=-1", "patient__project=1", "Modality=CT", "limit="],
)
def test_what_is_not_understood_is_refused_not_ignored(ours: Holding, query: str) -> None:
    response = ours.client().get(f"{ours.root}/studies?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_other_forms_are_refused(ours: Holding) -> None:
    for accept in ("text/html", "application/dicom+xml", 'multipart/related; type="a/b"'):
        response = ours.client().get(f"{ours.root}/studies", headers={"Accept": accept})
        assert response.status_code == 406


def test_projects_do_not_leak_into_each_other(ours: Holding, theirs: Holding) -> None:
    client = ours.client()
    for resource in ("studies", "series", "instances"):
        found = client.get(f"/dicomweb/{resource}").json()
        assert set(values(found, STUDY_UID)) == {ours.datasets[0].StudyInstanceUID}
        assert client.get(f"{theirs.root}/{resource}").status_code == 404
    uid = theirs.datasets[0].StudyInstanceUID
    assert client.get(f"/dicomweb/studies?StudyInstanceUID={uid}").status_code == 204
    assert client.get(f"/dicomweb/{theirs.study_path}/series").status_code == 204
    assert client.get("/dicomweb/projects/no-such/studies").status_code == 404


def test_the_same_scan_in_two_projects_is_listed_once(ours: Holding) -> None:
    other = scans.project("second")
    services.store_series(project=other, datasets=ours.datasets)
    other.memberships.create(user=ours.person, role="annotator")
    client = ours.client()
    for resource, count in (("studies", 1), ("series", 1), ("instances", 5)):
        assert len(client.get(f"/dicomweb/{resource}").json()) == count
    assert len(client.get(f"/dicomweb/{ours.series_path}/metadata").json()) == 5


REQUIRED = {  # Tables 10.6.3-3, -4 and -5 of PS3.18; of a level above only what is asked across it
    "studies": "00080020 00080030 00080050 00080056 00080061 00080090 00081190 00100010 00100020 "
    "00100030 00100040 0020000D 00200010 00201206 00201208",
    "series": "00080060 0008103E 00081190 0020000E 00200011 00201209 00080201 00400244 00400245 "
    "00400275",
    "instances": "00080016 00080018 00080056 00081190 00200013 00280008 00280010 00280011 00083002",
}


def test_every_required_attribute_is_returned(ours: Holding) -> None:
    datasets = scans.slices("q", study_uid=ours.datasets[0].StudyInstanceUID)
    request = Dataset()
    request.ScheduledProcedureStepID = "STEP7"
    for ds in datasets:
        ds.TimezoneOffsetFromUTC = "+0100"
        ds.PerformedProcedureStepStartDate = "20240131"
        ds.PerformedProcedureStepStartTime = "0930"
        ds.RequestAttributesSequence = [request]
    services.store_series(project=ours.project, datasets=datasets)
    client = ours.client()
    for resource, tags in REQUIRED.items():
        uid = f"SeriesInstanceUID={datasets[0].SeriesInstanceUID}" if resource != "studies" else ""
        found = client.get(f"{ours.root}/{resource}?{uid}").json()[0]
        assert set(tags.split()) - set(found) == set()
        assert list(found) == sorted(found)
    series = client.get(f"{ours.root}/series?{uid}").json()[0]
    step = series["00400275"]["Value"][0]["00400009"]["Value"]
    assert (step, series["00400244"]["Value"]) == (["STEP7"], ["20240131"])


def test_no_result_is_asked_for(ours: Holding) -> None:
    response = ours.client().get(f"{ours.root}/instances?limit=0")
    assert response.status_code == 204
    assert "5 additional results" in response["Warning"]


@needs_zoo
def test_names_in_every_charset_are_found_and_told(db: None) -> None:
    project = scans.project()
    person = scans.person("reader", project)
    client = Client()
    client.force_login(person)
    found = 0
    for path in sorted((ZOO / "06-charsets").glob("*.dcm")):
        try:
            stored = services.store_instance(project=project, user=person, path=path)
        except Refusal:
            continue
        name = str(dcmread(path).get("PatientName") or "").replace("\x1b$)A", "")
        groups = {
            kind: text
            for kind, text in zip(
                ("Alphabetic", "Ideographic", "Phonetic"), name.split("="), strict=False
            )
            if text
        }
        if not groups:
            continue
        uid = stored.instance.series.study.study_instance_uid
        query = {"PatientName": name.upper(), "StudyInstanceUID": uid}
        response = client.get("/dicomweb/projects/liver/studies", query)
        assert response.status_code == 200, path.name
        (study,) = response.json()
        assert study["00100010"]["Value"] == [groups], path.name
        found += 1
    assert found >= 9  # the others are images without pixels
