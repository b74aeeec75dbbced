"""Cleaning one data set: a new one is built of what may stay, so that what is forgotten is gone."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pydicom.datadict import keyword_for_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence

from labeling.imaging.deid.identifiers import Identifiers
from labeling.imaging.deid.private import safe_vr
from labeling.imaging.deid.profile import Option, Profile
from labeling.imaging.deid.rules import BYTES, CLASS_UIDS, DATES, Act, decide
from labeling.imaging.deid.table import TABLE, is_graphics
from labeling.imaging.deid.values import dummy, map_uid, shift_date
from labeling.imaging.part10 import UNREADABLE
from labeling.imaging.problems import DicomProblem

CHARACTER_SET = 0x00080005
RETAINED = "retained"
_PIXEL_GROUP = 0x0028  # without one of these the pixels would be read as another image
_OURS = frozenset({0x00100010, 0x00100020, 0x00120063})  # written anew in every file
_STRUCTURE = frozenset({"US", "UL", "AT", "IS"})
_SCANNED = frozenset({"LO", "SH", "LT", "ST", "UT", "UC", "PN", "AE", "UR", "CS"})


class Cleaner:
    """Cleans data sets of one file by one profile; `counts` says by (action, keyword) what it did."""

    def __init__(self, profile: Profile, identifiers: Identifiers, shift: timedelta) -> None:
        """`shift` is how far the dates of this person move."""
        self._profile, self._identifiers, self._shift = profile, identifiers, shift
        self.counts: Counter[tuple[str, str]] = Counter()

    def clean(self, ds: Dataset) -> Dataset:
        """What may stay of a data set, at all depths; text is written as UTF-8 from now on."""
        out = Dataset()
        for tag in sorted(ds.keys()):
            if tag == CHARACTER_SET:
                continue
            if tag.group % 2:
                self._private(ds, tag, out)
                continue
            try:
                self._standard(ds[tag], out)
            except UNREADABLE as error:  # damaged: it may hold anything
                if tag.group == _PIXEL_GROUP:
                    raise DicomProblem("damaged", f"element {tag} cannot be read") from error
                out.pop(tag, None)
                self._count(Act.REMOVE, tag)
        return out

    def _standard(self, element: DataElement, out: Dataset) -> None:
        act = decide(element.tag, element.VR, self._profile.options)
        match act:
            case Act.REMOVE:
                self._count(act, element.tag)
            case Act.EMPTY:
                self._count(act, element.tag)
                _put(out, element, Sequence() if element.VR == "SQ" else None)
            case Act.DUMMY:
                self._count(act, element.tag)
                _put(out, element, self._dummy(element))
            case Act.REMAP:
                self._remap(element, out)
            case Act.SHIFT:
                self._count(act, element.tag)
                _put(out, element, _each(element.value, lambda one: shift_date(one, self._shift)))
            case Act.ITEMS:
                _put(out, element, Sequence([self.clean(item) for item in element.value]))
            case Act.KEEP | Act.CLEAN:
                self._keep(element, out, act)

    def _keep(self, element: DataElement, out: Dataset, act: Act) -> None:
        """As it is, or without the identifiers that stand in it."""
        if element.VR == "SQ":
            _put(out, element, Sequence([self.clean(item) for item in element.value]))
            return
        value = element.value
        if act is Act.CLEAN:
            value = _each(value, self._identifiers.clean)
        elif element.VR in _SCANNED:
            value = self._without_identifiers(element)
        elif element.VR in BYTES and self._identifiers.occur_in_bytes(bytes(value or b"")):
            value = None
        changed = value is not element.value and value != element.value
        if changed:
            self._count(Act.CLEAN, element.tag)
        elif element.tag in TABLE or is_graphics(element.tag):
            self._counts_retained(element)
        _put(out, element, value)

    def _without_identifiers(self, element: DataElement) -> Any:
        """Each text in which one stands goes as a whole."""
        instead = dummy(element.VR)
        return _each(element.value, lambda one: instead if self._identifiers.occur_in(one) else one)

    def _remap(self, element: DataElement, out: Dataset) -> None:
        key = self._profile.key
        value = _each(element.value, lambda one: map_uid(key, one))
        if value != element.value:
            self._count(Act.REMAP, element.tag)
        _put(out, element, value)

    def _dummy(self, element: DataElement) -> Any:
        """Of a sequence: its items with dummies for all but UIDs, terms and numbers of structure."""
        if element.VR == "SQ":
            return Sequence([self._dummies(item) for item in element.value])
        if element.VR == "CS" and element.tag not in TABLE:
            return self._without_identifiers(element)
        if element.VR in _STRUCTURE and element.tag not in TABLE:
            return element.value
        if element.value in (None, "", b""):
            return element.value
        return [dummy(element.VR)] * element.VM if element.VM > 1 else dummy(element.VR)

    def _dummies(self, ds: Dataset) -> Dataset:
        out = Dataset()
        for tag in sorted(ds.keys()):
            known = bool(keyword_for_tag(tag)) and tag.group % 2 == 0 and tag != CHARACTER_SET
            element = _read(ds, tag) if known else None
            if element is None:
                continue
            if element.VR == "UI":
                act = Act.KEEP if tag in CLASS_UIDS else Act.REMAP
                value = element.value
                if act is Act.REMAP:
                    value = _each(value, lambda one: map_uid(self._profile.key, one))
                _put(out, element, value)
            else:
                _put(out, element, self._dummy(element))
        return out

    def _private(self, ds: Dataset, tag: Any, out: Dataset) -> None:
        """Nothing, but for safe elements with their creator when they are retained."""
        if Option.RETAIN_SAFE_PRIVATE in self._profile.options and tag.element >= 0x1000:
            creator_tag = (tag.group, tag.element >> 8)
            creator = _read(ds, creator_tag)
            name = str(creator.value or "") if creator else ""
            vr = safe_vr(name, tag.group, tag.element)
            element = _read(ds, tag) if vr else None
            if element is not None and vr == element.VR:
                out.add_new(creator_tag, "LO", name)
                _put(out, element, element.value)
                self.counts[RETAINED, "SafePrivateElements"] += 1
                return
        self.counts[Act.REMOVE, "PrivateElements"] += 1

    def _counts_retained(self, element: DataElement) -> None:
        self.counts[RETAINED, _name(element.tag)] += 1

    def _count(self, act: Act, tag: Any) -> None:
        self.counts[act, _name(tag)] += 1


def texts_in(ds: Dataset, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Keyword path, VR and value of all text, names, dates and ages that came and stay."""
    for element in ds:
        name = prefix + _name(element.tag)
        if element.VR == "SQ":
            for item in element.value:
                yield from texts_in(item, f"{name}/")
        elif element.VR in (_SCANNED - {"CS"}) | DATES | {"AS"} and element.value:
            if element.value == dummy(element.VR) or element.tag in _OURS:
                continue
            yield name, element.VR, str(element.value)


def _read(ds: Dataset, tag: Any) -> DataElement | None:
    """None for what is damaged."""
    try:
        element: DataElement = ds[tag]
        str(element.VR), element.value
    except UNREADABLE:
        return None
    return element


def _put(out: Dataset, element: DataElement, value: Any) -> None:
    out[element.tag] = DataElement(element.tag, element.VR, value)


def _each(value: Any, change: Any) -> Any:
    """The value, or each of several, changed as text; nothing stays nothing."""
    if isinstance(value, MultiValue | list | tuple):
        return [change(str(one)) if one else one for one in value]
    return change(str(value)) if value else value


def _name(tag: Any) -> str:
    """The keyword; what kind of element it is where there is none."""
    if is_graphics(tag):
        return "Overlays" if tag >> 24 == 0x60 else "Curves"
    if tag & 0xFFFF == 0:
        return "GroupLengths"
    return keyword_for_tag(tag) or "UnknownElements"
