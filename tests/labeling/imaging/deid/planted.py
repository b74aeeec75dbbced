"""Images full of identifiers: a value of its own in every place where PS3.15 expects one."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from pydicom import dcmread, dcmwrite
from pydicom.datadict import dictionary_has_tag, dictionary_VR, keyword_for_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID

from labeling.imaging.deid.profile import Option, Profile
from labeling.imaging.deid.rewriting import rewrite
from labeling.imaging.deid.table import TABLE
from tests.labeling.ingest import scans

KEY = bytes(range(32))
TEXT_VRS = ("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT")
BYTE_VRS = ("OB", "OW", "OF", "OD", "OL", "OV", "UN", "OB or OW")
LEAVES = ((0x00080050, "SH"), (0x00081155, "UI"), (0x00100010, "PN"), (0x0040A121, "DA"))
STRUCTURAL = {0x00080018, 0x0020000D, 0x0020000E, 0x00100020}  # set in every image


@dataclass(frozen=True)
class Sentinel:
    """`traces` are the bytes any of which shows that it is still there."""

    where: str
    tag: int
    vr: str
    traces: tuple[bytes, ...]


class Planter:
    """Makes elements whose values occur nowhere else, and remembers them."""

    def __init__(self, encoding: str = "<") -> None:
        self.sentinels: list[Sentinel] = []
        self._numbers = count(1)
        self._encoding = encoding

    def plant(self, ds: Dataset, tag: int, vr: str, where: str) -> None:
        value, *traces = self._value(next(self._numbers), vr)
        if vr == "SQ":
            inner = Dataset()
            for leaf, leaf_vr in LEAVES:
                self.plant(inner, leaf, leaf_vr, f"{where}/{tag:08X}")
            value, traces = Sequence([inner]), []
        ds[tag] = DataElement(tag, vr, value)
        if vr != "SQ":
            self.sentinels.append(Sentinel(where, tag, vr, tuple(traces)))

    def raw(self) -> bytes:
        """Sixteen letters for places that have no VR."""
        letters = _letters(next(self._numbers)).encode()
        self.sentinels.append(Sentinel("raw", 0, "", (letters,)))
        return letters

    def _value(self, number: int, vr: str) -> tuple[Any, ...]:
        letters = _letters(number)
        day = f"{1920 + number // 336 % 80:04d}{1 + number // 28 % 12:02d}{1 + number % 28:02d}"
        if vr in TEXT_VRS:
            return letters, letters.encode()
        if vr in BYTE_VRS:
            return letters.encode(), letters.encode()
        match vr:
            case "UI":
                uid = f"1.3.6.1.4.1.{700_000_000 + number}"
                return uid, uid.encode()
            case "DA":
                return day, day.encode()
            case "DT":
                return f"{day}123456", day.encode()
            case "TM":
                time = f"{number % 24:02d}{number % 60:02d}{number % 59:02d}.{700_000 + number}"
                return time, time.encode()
            case "AS":
                return f"{900 + number % 100}W", f"{900 + number % 100}W".encode()
            case "DS" | "IS":
                text = str(700_000_000 + number)
                return text, text.encode()
        return self._number(number, vr)

    def _number(self, number: int, vr: str) -> tuple[Any, ...]:
        forms = {"FD": "d", "FL": "f", "UL": "I", "SL": "i", "UV": "Q", "SV": "q"}
        if vr in forms:
            value: Any = 1_700_000_001 + number * 256
            value = float(value) if vr in {"FD", "FL"} else value
            return value, struct.pack(self._encoding + forms[vr], value)
        if vr == "AT":
            return 0x70010000 + number, struct.pack(self._encoding + "HH", 0x7001, number)
        if vr == "SQ":
            return (None,)
        return number, b""  # two bytes occur anywhere: looked for by element


def _letters(number: int) -> str:
    """Sixteen letters, upper case: no word, no pattern, no piece of another."""
    digits = [(number * 7919 + 26**5) // 26**n % 26 for n in range(6)]
    return "QZXJ" + "".join(chr(65 + d) for d in digits) + "JXZQVK"


def rows() -> Iterator[tuple[int, str]]:
    """Every row of the table that can stand in a data set, with its VR."""
    for tag in sorted(TABLE):
        if 8 <= tag >> 16 < 0xFFFC and tag not in STRUCTURAL:
            yield tag, dictionary_VR(tag) if dictionary_has_tag(tag) else "LO"


def image(syntax: str = "1.2.840.10008.1.2.1") -> FileDataset:
    ds = scans.slices("planted", shape=(1, 8, 8), patient_id="QZXJPATIENTIDVK", modality="CT")[0]
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    return ds


def encoded(ds: Dataset, preamble: bytes = bytes(128)) -> bytes:
    syntax = ds.file_meta.TransferSyntaxUID
    if not syntax.is_little_endian:
        ds["PixelData"].VR = "OW"
    out = BytesIO()
    dcmwrite(
        out,
        ds,
        implicit_vr=syntax.is_implicit_VR,
        little_endian=syntax.is_little_endian,
        force_encoding=True,
        enforce_file_format=False,
    )
    return preamble + out.getvalue()[128:]


def deidentified(content: bytes, path: Path, *options: Option) -> bytes:
    """The whole new file."""
    path.write_bytes(content)
    found, payload = rewrite(path, Profile(frozenset(options), KEY))
    pixels = b""
    if found.pixels:
        start, length = found.pixels
        pixels = content[start : start + length]
    return payload[: found.head] + pixels + payload[found.head :]


def left_in(out: bytes, sentinels: list[Sentinel]) -> list[Sentinel]:
    """Those that the file still holds, found in its bytes."""
    ds = dcmread(BytesIO(out), force=True)
    return [s for s in sentinels if _is_left(s, out, ds)]


def _is_left(sentinel: Sentinel, out: bytes, ds: Dataset) -> bool:
    traces = [trace for trace in sentinel.traces if trace]
    if traces:
        return any(trace in out for trace in traces)
    return bool(ds.get(sentinel.tag) and ds[sentinel.tag].value)


def name_of(tag: int) -> str:
    return keyword_for_tag(tag) or f"{tag:08X}"
