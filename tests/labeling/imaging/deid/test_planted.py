"""The mark: of identifiers planted in every row of PS3.15 Table E.1-1 none is left, anywhere."""

import warnings
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import config, dcmread
from pydicom.datadict import dictionary_has_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from labeling.imaging.deid.profile import Option
from labeling.imaging.deid.retained import NEVER_DATES, RETAINED, TIMESTAMPS, UIDS
from labeling.imaging.deid.table import TABLE, Code
from tests.labeling.imaging.deid.planted import (
    Planter,
    Sentinel,
    deidentified,
    encoded,
    image,
    left_in,
    rows,
)

IMPLICIT, EXPLICIT, BIG, DEFLATED = (
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.1.99",
)


@pytest.fixture(autouse=True)
def _any_value() -> Iterator[None]:
    with config.disable_value_validation(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _shown(sentinels: list[Sentinel]) -> list[str]:
    return [f"{s.tag:08X} {s.vr} in {s.where}" for s in sentinels]


def test_the_corpus_covers_every_row_that_can_stand_in_a_data_set() -> None:
    """The others: command (0000), file meta (0002), directory (0004) and signatures (FFFA, FFFC)."""
    outside = [tag for tag in TABLE if not 8 <= tag >> 16 < 0xFFFC]
    assert {tag >> 16 for tag in outside} <= {0x0000, 0x0002, 0x0004, 0xFFFC}
    assert len(list(rows())) + len(outside) + 4 == len(TABLE)  # four are set in every image
    assert len(list(rows())) >= 640


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG, DEFLATED])
def test_of_every_row_at_the_root_nothing_is_left(syntax: str, tmp_path: Path) -> None:
    ds, planter = image(syntax), Planter(">" if syntax == BIG else "<")
    for tag, vr in rows():
        planter.plant(ds, tag, vr, "root")
    content = encoded(ds)
    if syntax != DEFLATED:
        assert _absent(content, planter.sentinels) == []  # else the test could not fail
    out = deidentified(content, tmp_path / "it")
    assert len(planter.sentinels) >= 800
    assert _shown(left_in(out, planter.sentinels)) == []


def test_of_every_row_in_items_of_items_nothing_is_left(tmp_path: Path) -> None:
    ds, planter = image(), Planter()
    for tag, vr in rows():
        planter.plant(_deep_item(ds, tag), tag, vr, "items")
    content = encoded(ds)
    assert _absent(content, planter.sentinels) == []
    assert len(planter.sentinels) >= 800
    out = deidentified(content, tmp_path / "it")
    assert _shown(left_in(out, planter.sentinels)) == []


def _deep_item(ds: Dataset, tag: int) -> Dataset:
    """A new item of a sequence in an item of a sequence, neither of which the table lists."""
    for name in ("SharedFunctionalGroupsSequence", "FrameContentSequence"):
        if name not in ds:
            setattr(ds, name, Sequence())
        if name == "FrameContentSequence" or not ds[name].value:
            ds[name].value.append(Dataset())
        ds = ds[name].value[-1]
    return ds


def test_of_every_row_written_as_unknown_nothing_is_left(tmp_path: Path) -> None:
    """VR UN: pydicom gives what it knows its VR back; what stays unknown goes."""
    ds, planter = image(), Planter()
    added = b""
    for tag, vr in rows():
        if tag in ds:
            del ds[tag]
        value = planter.raw()
        if vr == "SQ":  # an item with a PatientName, in implicit VR
            item = b"\x10\x00\x10\x00" + len(value).to_bytes(4, "little") + value
            value = b"\xfe\xff\x00\xe0" + len(item).to_bytes(4, "little") + item
        added += (tag >> 16).to_bytes(2, "little") + (tag & 0xFFFF).to_bytes(2, "little")
        added += b"UN\0\0" + len(value).to_bytes(4, "little") + value
    head, pixels, rest = encoded(ds).partition(b"\xe0\x7f\x10\x00OW")
    content = head + added + pixels + rest
    assert _absent(content, planter.sentinels) == []
    out = deidentified(content, tmp_path / "it")
    assert len(planter.sentinels) == len(list(rows()))
    assert _shown(left_in(out, planter.sentinels)) == []


def test_nothing_is_left_where_no_row_points(tmp_path: Path) -> None:
    """Preamble, file meta, private blocks, unknown elements, curves, overlays, padding."""
    ds, planter = image(), Planter()
    meta = ds.file_meta
    for tag, vr in ((0x00020016, "AE"), (0x00020017, "AE"), (0x00020018, "AE"), (0x00020013, "SH")):
        planter.plant(meta, tag, vr, "meta")
    meta[0x00020100] = DataElement(0x00020100, "UI", "1.2.3.4")
    meta[0x00020102] = DataElement(0x00020102, "OB", planter.raw())
    for group in (0x0009, 0x0011, 0x0029, 0x7FE1):
        block = ds.private_block(group, planter.raw().decode(), create=True)
        for n, vr in enumerate(("LO", "PN", "DA", "UN", "OB", "UI", "SQ")):
            planter.plant(ds, block.get_tag(n), vr, "private")
    for group in (0x5000, 0x5002, 0x6000, 0x6002, 0x601E):
        for element, vr in ((0x0022, "LO"), (0x1500, "LO"), (0x2500, "LO"), (0x3000, "OW")):
            planter.plant(ds, group << 16 | element, vr, "graphics")
        planter.plant(ds, group << 16 | 0x4000, "LT", "graphics")
    unknown = (0x00089FFE, 0x00109FFE, 0x0018F001, 0x00559000, 0x7FE00100, 0xFFFCFFFC)
    for tag in unknown:
        assert not dictionary_has_tag(tag) or tag == 0xFFFCFFFC
        planter.plant(ds, tag, "OB" if tag == 0xFFFCFFFC else "LO", "unknown")
    content = encoded(ds, preamble=planter.raw().ljust(128, b"\0"))
    assert _absent(content, planter.sentinels) == []
    out = deidentified(content, tmp_path / "it")
    assert _shown(left_in(out, planter.sentinels)) == []


def _absent(content: bytes, sentinels: list[Sentinel]) -> list[str]:
    return _shown([s for s in sentinels if not all(trace in content for trace in s.traces)])


PLAIN = {t for t, vr in rows() if vr != "SQ"}
DAYS = {t for t, vr in rows() if vr in {"DA", "DT"}} - NEVER_DATES
TIMES = {t for t, vr in rows() if vr == "TM"} - NEVER_DATES
UID_ROWS = {t for t in TABLE if TABLE[t] is Code.U} | UIDS
BYTE_ROWS = {t for t, vr in rows() if vr == "OB"}
OFFSET, REFERENCE, DATE = 0x00080201, 0x00081155, 0x0040A121
KEPT = {
    **{option: set(tags) for option, tags in RETAINED.items()},
    Option.CLEAN_DESCRIPTORS: RETAINED[Option.CLEAN_DESCRIPTORS] - BYTE_ROWS,  # cannot be cleaned
    Option.RETAIN_FULL_DATES: DAYS | TIMES | TIMESTAMPS,
    Option.RETAIN_MODIFIED_DATES: TIMES | {OFFSET},
    Option.RETAIN_UIDS: UID_ROWS | {REFERENCE},
    Option.RETAIN_SAFE_PRIVATE: set(),
}
IN_ITEMS = {Option.RETAIN_UIDS: {REFERENCE}, Option.RETAIN_FULL_DATES: {DATE}}


@pytest.mark.parametrize("option", Option)
def test_each_option_keeps_its_own_rows_and_no_others(option: Option, tmp_path: Path) -> None:
    ds, planter = image(), Planter()
    for tag, vr in rows():
        planter.plant(ds, tag, vr, "root")
    out = deidentified(encoded(ds), tmp_path / "it", option)
    shifts = option is Option.RETAIN_MODIFIED_DATES
    left = [s for s in left_in(out, planter.sentinels) if not (shifts and s.vr in {"DA", "DT"})]
    assert {s.tag for s in left if s.where == "root"} == KEPT[option] & PLAIN
    assert {s.tag for s in left if s.where != "root"} == IN_ITEMS.get(option, set())
    assert dcmread(BytesIO(out)).PatientBirthDate == ""


def test_modified_dates_all_move_by_the_same_days(tmp_path: Path) -> None:
    ds, planter = image(), Planter()
    for tag, vr in rows():
        if tag in DAYS:
            planter.plant(ds, tag, vr, "root")
    out = dcmread(BytesIO(deidentified(encoded(ds), tmp_path / "it", Option.RETAIN_MODIFIED_DATES)))
    moved = {_day(ds[tag].value) - _day(out[tag].value) for tag in DAYS}
    assert len(DAYS) > 100
    assert len(moved) == 1
    assert 1 <= moved.pop().days <= 365


def _day(value: object) -> date:
    text = str(value)
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
