import json
from io import BytesIO

import pytest
from pydicom.dataset import Dataset

from labeling.imaging.dicom_json import to_json
from labeling.imaging.part10 import read_part10
from labeling.imaging.pixels import lenient
from tests.images import make_instance, to_bytes


def document(data: bytes) -> dict[str, dict[str, object]]:
    with lenient():
        found = to_json(read_part10(BytesIO(data)).ds, "bulk/")
    text = json.dumps(found, allow_nan=False)  # raises on NaN
    assert "\\u0000" not in text
    return found


def with_values(**values: object) -> bytes:
    ds = make_instance()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return to_bytes(ds)


def test_keys_are_upper_case_hex_ascending_without_group_2_and_pixels() -> None:
    found = document(to_bytes(make_instance()))
    assert list(found) == sorted(found)
    assert all(len(key) == 8 and key == key.upper() and key > "0008" for key in found)
    assert "7FE00010" not in found


@pytest.mark.parametrize(
    ("keyword", "value", "tag", "expected"),
    [
        ("PatientID", "", "00100020", {"vr": "LO"}),  # empty: vr only
        ("ImageType", ["A", "", "B"], "00080008", {"vr": "CS", "Value": ["A", None, "B"]}),
        ("SliceThickness", "2.50", "00180050", {"vr": "DS", "Value": [2.5]}),
        ("SeriesNumber", "007", "00200011", {"vr": "IS", "Value": [7]}),
        (
            "RecommendedDisplayFrameRateInFloat",
            float("nan"),
            "00089459",
            {"vr": "FL", "Value": ["NaN"]},
        ),
        ("FrameIncrementPointer", 0x00181063, "00280009", {"vr": "AT", "Value": ["00181063"]}),
        (
            "ImageComments",  # LT is not split at a backslash
            "one\\two",
            "00204000",
            {"vr": "LT", "Value": ["one\\two"]},
        ),
        (
            "PatientName",
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
            "00100010",
            {
                "vr": "PN",
                "Value": [
                    {
                        "Alphabetic": "Yamada^Tarou",
                        "Ideographic": "山田^太郎",
                        "Phonetic": "やまだ^たろう",
                    }
                ],
            },
        ),
        ("PixelPaddingValue", 5, "00280120", {"vr": "US", "Value": [5]}),
        ("ICCProfile", b"abcd", "00282000", {"vr": "OB", "InlineBinary": "YWJjZA=="}),
        ("ICCProfile", bytes(2000), "00282000", {"vr": "OB", "BulkDataURI": "bulk/00282000"}),
        ("ContentSequence", [], "0040A730", {"vr": "SQ"}),
    ],
)
def test_each_kind_of_value_follows_f_2(
    keyword: str, value: object, tag: str, expected: dict[str, object]
) -> None:
    with lenient():
        data = with_values(**{keyword: value})
    assert document(data)[tag] == expected


@pytest.mark.parametrize(
    ("good", "bad", "tag", "expected"),
    [
        (b"DS\x04\x00-1.5", b"DS\x04\x00oops", "00281052", ["oops"]),
        (b"DS\x04\x00-1.5", b"DS\x04\x00nan ", "00281052", ["NaN"]),
        (b"DS\x04\x00-1.5", b"DS\x04\x00\xff\xfe\\1", "00281052", ["\ufffd\ufffd", 1]),
    ],
)
def test_a_bad_number_becomes_a_string(
    good: bytes, bad: bytes, tag: str, expected: list[object]
) -> None:
    data = with_values(RescaleIntercept="-1.5")
    assert data.count(good) == 1
    assert document(data.replace(good, bad))[tag] == {"vr": "DS", "Value": expected}


def test_other_character_sets_come_out_as_utf_8() -> None:
    with lenient():
        data = with_values(SpecificCharacterSet="ISO_IR 100", PatientName="Müller")
    found = document(data)
    assert found["00100010"]["Value"] == [{"Alphabetic": "Müller"}]
    assert found["00080005"]["Value"] == ["ISO_IR 192"]


def test_nul_and_control_characters_are_left_out() -> None:
    data = with_values(SeriesDescription="abcdef").replace(b"abcdef", b"a\0b\x1bcd")
    assert document(data)["0008103E"]["Value"] == ["abcd"]


def test_private_elements_are_kept() -> None:
    ds = make_instance()
    block = ds.private_block(0x0011, "MAKER", create=True)
    block.add_new(1, "SH", "secret")
    found = document(to_bytes(ds))
    assert found["00110010"] == {"vr": "LO", "Value": ["MAKER"]}
    assert found["00111001"] == {"vr": "SH", "Value": ["secret"]}


def test_the_path_of_a_nested_value_counts_items_from_1() -> None:
    ds, inner = make_instance(), Dataset()
    inner.ICCProfile = bytes(2000)
    ds.ReferencedImageSequence = [Dataset(), inner]
    item = document(to_bytes(ds))["00081140"]["Value"][1]  # type: ignore[index]
    assert item["00282000"]["BulkDataURI"] == "bulk/00081140/2/00282000"
