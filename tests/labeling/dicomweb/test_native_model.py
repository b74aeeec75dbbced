from xml.etree import ElementTree

import pytest
from pydicom.dataset import Dataset

from labeling.dicomweb.native_model import to_xml
from labeling.ingest import services
from tests.labeling.dicomweb.conftest import Holding
from tests.labeling.dicomweb.test_retrieve import parts_of
from tests.labeling.ingest import scans

NAMESPACE = "{http://dicom.nema.org/PS3.19/models/NativeDICOM}"
XML = {"Accept": 'multipart/related; type="application/dicom+xml"'}


def read(xml: bytes) -> Dataset:
    """The model back as a data set, read as PS3.19 A.1.6 spells it."""
    return _dataset(ElementTree.fromstring(xml))  # noqa: S314 (our own)


def _dataset(node: ElementTree.Element) -> Dataset:
    ds = Dataset()
    for attribute in node.findall(f"{NAMESPACE}DicomAttribute"):
        vr = attribute.get("vr")
        items = [_dataset(item) for item in attribute.findall(f"{NAMESPACE}Item")]
        names = [_name(name) for name in attribute.findall(f"{NAMESPACE}PersonName")]
        texts = [value.text or "" for value in attribute.findall(f"{NAMESPACE}Value")]
        values = items if vr == "SQ" else names or [_converted(vr, text) for text in texts]
        ds.add_new(int(attribute.get("tag"), 16), vr, values if vr == "SQ" else values or None)
    return ds


def _converted(vr: str, text: str) -> object:
    if vr in ("US", "SS", "UL", "SL"):
        return int(text)
    return float(text) if vr in ("FD", "FL") else text


def _name(node: ElementTree.Element) -> str:
    groups = []
    for group in ("Alphabetic", "Ideographic", "Phonetic"):
        found = node.find(f"{NAMESPACE}{group}")
        parts = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")
        texts = [found.findtext(f"{NAMESPACE}{p}", "") if found is not None else "" for p in parts]
        groups.append("^".join(texts).rstrip("^"))
    return "=".join(groups).rstrip("=")


def test_metadata_as_xml_says_what_the_instances_say(ours: Holding) -> None:
    client = ours.client()
    for level, count in ((ours.study_path, 5), (ours.series_path, 5), (ours.instance_path(), 1)):
        parts = parts_of(client.get(f"{ours.root}/{level}/metadata", headers=XML))
        assert len(parts) == count
        assert {head for head, _ in parts} == {b"Content-Type: application/dicom+xml"}
        for (_, content), original in zip(parts, ours.datasets, strict=False):
            found = read(content)
            for keyword in ("SOPInstanceUID", "PatientName", "Rows", "ImagePositionPatient"):
                assert found[keyword] == original[keyword], keyword
    assert client.get(f"{ours.root}/studies/1.2.3/metadata", headers=XML).status_code == 404


def test_bulk_data_of_xml_is_there(ours: Holding) -> None:
    client = ours.client()
    ((_, content),) = parts_of(
        client.get(f"{ours.root}/{ours.instance_path(1)}/metadata", headers=XML)
    )
    root = ElementTree.fromstring(content)  # noqa: S314
    (bulk,) = root.iter(f"{NAMESPACE}BulkData")
    assert client.get(bulk.get("uri")).content == ours.datasets[1].PixelData


def test_results_of_a_search_as_xml(ours: Holding) -> None:
    client = ours.client()
    parts = parts_of(client.get(f"{ours.root}/{ours.series_path}/instances", headers=XML))
    assert [read(content).SOPInstanceUID for _, content in parts] == [
        ds.SOPInstanceUID for ds in ours.datasets
    ]
    assert client.get(f"{ours.root}/studies?PatientID=nobody", headers=XML).status_code == 204


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (  # what XML reads specially, and what it cannot hold
            {"00081030": {"vr": "LO", "Value": ['<a> & "b"\x0c\ufffe']}},
            '<DicomAttribute tag="00081030" vr="LO" keyword="StudyDescription">'
            '<Value number="1">&lt;a&gt; &amp; "b"</Value></DicomAttribute>',
        ),
        (  # an empty value keeps the place of the others
            {"00080008": {"vr": "CS", "Value": ["ORIGINAL", None, "AXIAL"]}},
            '<DicomAttribute tag="00080008" vr="CS" keyword="ImageType">'
            '<Value number="1">ORIGINAL</Value><Value number="3">AXIAL</Value></DicomAttribute>',
        ),
        (
            {"00091001": {"vr": "UN", "InlineBinary": "AAE="},
             "00090010": {"vr": "LO", "Value": ['A "B"']}},
            '<DicomAttribute tag="00090010" vr="LO"><Value number="1">A "B"</Value>'
            "</DicomAttribute>"
            "<DicomAttribute tag=\"00091001\" vr=\"UN\" privateCreator='A \"B\"'>"
            "<InlineBinary>AAE=</InlineBinary></DicomAttribute>",
        ),
        (
            {"00100010": {"vr": "PN", "Value": [{"Alphabetic": "Yamada^Tarou", "Phonetic": "x"}]}},
            '<DicomAttribute tag="00100010" vr="PN" keyword="PatientName">'
            '<PersonName number="1"><Alphabetic><FamilyName>Yamada</FamilyName>'
            "<GivenName>Tarou</GivenName></Alphabetic><Phonetic><FamilyName>x</FamilyName>"
            "</Phonetic></PersonName></DicomAttribute>",
        ),
        (
            {"00081140": {"vr": "SQ", "Value": [{"00080018": {"vr": "UI", "Value": ["1.2"]}}, {}]}},
            '<DicomAttribute tag="00081140" vr="SQ" keyword="ReferencedImageSequence">'
            '<Item number="1"><DicomAttribute tag="00080018" vr="UI" keyword="SOPInstanceUID">'
            '<Value number="1">1.2</Value></DicomAttribute></Item><Item number="2"></Item>'
            "</DicomAttribute>",
        ),
    ],
)  # fmt: skip
def test_the_model_in_xml(document: dict, expected: str) -> None:
    text = to_xml(document).decode()
    assert text.endswith(f'xml:space="preserve">{expected}</NativeDicomModel>')
    ElementTree.fromstring(text)  # noqa: S314


def test_names_of_every_script_survive(ours: Holding) -> None:
    datasets = scans.slices("y", patient_id="P9", name="Yamada^Tarou=山田^太郎=やまだ^たろう")
    for ds in datasets:
        ds.SpecificCharacterSet = "ISO_IR 192"
    services.store_series(project=ours.project, datasets=datasets)
    path = f"{ours.root}/studies/{datasets[0].StudyInstanceUID}/metadata"
    ((_, content), *_) = parts_of(ours.client().get(path, headers=XML))
    assert str(read(content).PatientName) == "Yamada^Tarou=山田^太郎=やまだ^たろう"
