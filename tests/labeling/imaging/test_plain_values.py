"""The short way from bytes to JSON gives what the long way through pydicom gives."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from labeling.imaging import attributes, dicom_json
from labeling.imaging.part10 import read_part10
from labeling.imaging.pixels import lenient
from labeling.imaging.plain_values import NUMBERS, TEXTS, plain_values
from labeling.imaging.problems import ImagingProblem
from tests.labeling.imaging.seeds import all_seeds
from tests.zoo import ZOO

FILES = [*all_seeds(), *sorted((ZOO / "06-charsets").glob("*.dcm"))]


def long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (attributes, dicom_json):
        monkeypatch.setattr(module, "plain_values", lambda raw: None)


def documents(path: Path) -> tuple[str, dict[str, str]] | None:
    """JSON text and flat attributes; text, since 1 and 1.0 are equal but not the same."""
    try:
        with path.open("rb") as stream, lenient():
            ds = read_part10(stream).ds
            found = attributes.flat_attributes(ds)
        with path.open("rb") as stream, lenient():
            return json.dumps(dicom_json.to_json(read_part10(stream).ds, "x/")), found
    except ImagingProblem:
        return None


def test_real_files_give_the_same_document_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    short = [documents(path) for path in FILES]
    long_way(monkeypatch)
    assert sum(found is not None for found in short) > 60
    for path, found in zip(FILES, short, strict=True):
        assert documents(path) == found, path.name


def element(vr: str, data: bytes) -> Dataset:
    """A raw element of a tag that is no part of any rule."""
    raw = RawDataElement(BaseTag(0x00211001), vr, len(data), data, 0, False, True)
    ds = Dataset({raw.tag: raw})
    ds.set_original_encoding(False, True, ["iso8859"])
    return ds


def value(ds: Dataset) -> Any:
    with lenient():
        return json.dumps(dicom_json.to_json(ds, "x/")["00211001"])


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(sorted(TEXTS)),
    st.one_of(
        st.binary(max_size=24),
        st.text(alphabet=" 0123456789.+-eE\\\0aZ_", max_size=20).map(str.encode),
    ),
)
def test_any_text_gives_the_same_value_both_ways(vr: str, data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        short = value(element(vr, data))
        long_way(patch)
        assert value(element(vr, data)) == short


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(NUMBERS)), st.binary(max_size=24))
def test_any_number_gives_the_same_value_both_ways(vr: str, data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        short = value(element(vr, data))
        long_way(patch)
        assert value(element(vr, data)) == short


def test_most_elements_of_a_scan_take_the_short_way() -> None:
    with (FILES[0].parent / "CT_small.dcm").open("rb") as stream, lenient():
        ds = read_part10(stream).ds
    taken = sum(plain_values(ds.get_item(tag)) is not None for tag in ds.keys())  # noqa: SIM118
    assert taken > 0.6 * len(ds)
