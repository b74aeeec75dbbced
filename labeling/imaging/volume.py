"""From slices to one volume: `(z, y, x)` with its geometry, or the reason why not.

A slice is an instance of one frame, or a frame of an enhanced instance.

Nothing is resampled or guessed: a series whose slices do not lie on one regular rigid grid is
refused with a name for what is wrong, so that a person can act on it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.imaging.decoding import read_volume
from labeling.imaging.geometry import Geometry, Vector
from labeling.imaging.problems import GeometryProblem, VolumeProblem
from labeling.imaging.slices import SliceHeader

__all__ = ["Arrangement", "SliceHeader", "arrange", "read_volume"]

Floats = NDArray[np.float64]

TOMOGRAPHIC = frozenset({"CT", "MR", "PT", "NM"})  # a slice of these means nothing without a place
CINE = frozenset({"US", "IVUS", "XA", "RF", "ES", "GM", "XC"})
ORIENTATION = 1e-3  # largest difference of a direction cosine within a series
SPACING = 1e-3  # mm between pixel spacings that are the same but for rounding
UNEVEN = 0.05  # part of the slice distance by which a slice may lie off its place
OFF_AXIS = 0.25  # part of a pixel by which a slice may lie beside the stack's normal
SAME_PLACE = 1e-3  # mm


@dataclass(frozen=True)
class Arrangement:
    """The grid, and the key (`slices.slice_key`) of each of its slices with z ascending."""

    geometry: Geometry
    order: tuple[str, ...]


def arrange(headers: Sequence[SliceHeader]) -> Arrangement:
    """Place the slices of one series on one grid: all headers of all its instances.

    A single projection image (CR, DX, MG, US, ...) without a position is a volume of one slice at
    the origin.

    Raises:
        VolumeProblem: `no_pixels`, `mosaic`, `duplicate_instance`, `cine`, `mixed_size`, `no_position`,
            `mixed_orientation`, `bad_orientation`, `no_spacing`, `mixed_spacing`,
            `duplicate_position`, `several_volumes`, `missing_slice`, `uneven_spacing`,
            `gantry_tilt`, `scattered_slices`.
    """
    _check_images(headers)
    first = headers[0]
    if len(headers) == 1 and first.position is None and first.modality not in TOMOGRAPHIC:
        return _projection(first)
    _check_placed(headers)
    pixel_spacing = _common_spacing(headers)
    normal = _common_normal(headers)
    positions = np.array([header.position for header in headers], float)
    depth = positions @ normal
    order = np.argsort(depth, kind="stable")
    positions, depth = positions[order], depth[order]
    if len(headers) > 1:
        _check_distinct(depth, [headers[i] for i in order])
        _check_stacked(positions, normal, min(pixel_spacing))
    step = _slice_spacing(depth, first)
    geometry = _geometry(first, len(headers), (step, *pixel_spacing), positions[0])
    return Arrangement(geometry, tuple(headers[i].key for i in order))


def _check_images(headers: Sequence[SliceHeader]) -> None:
    without = sum(1 for header in headers if not (header.rows and header.columns))
    if not headers or without:
        raise VolumeProblem(
            "no_pixels", f"expected images, {without} of {len(headers)} instances have no pixels"
        )
    mosaics = sum(1 for header in headers if header.mosaic)
    if mosaics:
        raise VolumeProblem(
            "mosaic",
            f"expected one slice in each image, {mosaics} of {len(headers)} are Siemens mosaics, "
            "which show many slices side by side",
        )
    twice = sum(1 for count in Counter(h.key for h in headers).values() if count > 1)
    if twice:
        raise VolumeProblem(
            "duplicate_instance", f"expected each instance once, {twice} are there more than once"
        )
    _check_frames(headers)
    sizes = Counter((header.rows, header.columns) for header in headers)
    if len(sizes) > 1:
        raise VolumeProblem("mixed_size", f"expected slices of one size, {_tally(sizes)}")


def _check_frames(headers: Sequence[SliceHeader]) -> None:
    """Each frame of an instance must have a header, that is, a place of its own."""
    known = Counter(header.sop_instance_uid for header in headers)
    for header in headers:
        found = known[header.sop_instance_uid]
        if found == header.number_of_frames:
            continue
        without = header.number_of_frames - (found if found > 1 else 0)
        said = (
            f"expected each frame to give its place in the patient, "
            f"{without} of {header.number_of_frames} do not"
        )
        if header.modality in CINE:
            raise VolumeProblem("cine", f"{said}: a cine, whose frames follow each other in time")
        raise VolumeProblem("no_position", said)


def _check_placed(headers: Sequence[SliceHeader]) -> None:
    for name in ("position", "orientation"):
        without = sum(1 for header in headers if getattr(header, name) is None)
        if without:
            raise VolumeProblem(
                "no_position",
                f"expected each slice to give its {name} in the patient, "
                f"{without} of {len(headers)} do not",
            )


def _common_spacing(headers: Sequence[SliceHeader]) -> tuple[float, float]:
    known = [header.pixel_spacing for header in headers if header.pixel_spacing]
    if len(known) < len(headers):
        raise VolumeProblem(
            "no_spacing",
            f"expected a pixel spacing above zero in each slice, "
            f"{len(headers) - len(known)} of {len(headers)} have none",
        )
    if np.ptp(np.array(known), axis=0).max() > SPACING:
        raise VolumeProblem(
            "mixed_spacing", f"expected one pixel spacing, {_tally(Counter(known))} mm"
        )
    return known[0]


def _common_normal(headers: Sequence[SliceHeader]) -> Floats:
    cosines = np.array([header.orientation for header in headers], float)
    groups = Counter(tuple(np.round(row, 2).tolist()) for row in cosines)
    if np.ptp(cosines, axis=0).max() > ORIENTATION:
        raise VolumeProblem("mixed_orientation", f"expected one orientation, {_tally(groups)}")
    x, y = cosines[0, :3], cosines[0, 3:]
    if not np.allclose([x @ x, y @ y, x @ y], [1, 1, 0], atol=1e-3):
        raise VolumeProblem(
            "bad_orientation", f"expected two orthogonal unit vectors, got {cosines[0].tolist()}"
        )
    normal: Floats = np.cross(x, y)
    return normal / np.linalg.norm(normal)


def _slice_spacing(depth: Floats, first: SliceHeader) -> float:
    """The even distance between slices, in mm; the thickness for a single slice."""
    if len(depth) == 1:
        return max(first.slice_thickness or 0.0, 0.0) or 1.0
    gaps = np.diff(depth)
    step = float(depth[-1] - depth[0]) / (len(depth) - 1)
    off = np.abs(depth - (depth[0] + step * np.arange(len(depth))))
    if off.max() <= UNEVEN * step and np.abs(gaps - step).max() <= UNEVEN * step:
        return step
    _check_complete(gaps)
    raise VolumeProblem(
        "uneven_spacing",
        f"expected even distances between slices, got {gaps.min():g} to {gaps.max():g} mm",
    )


def _check_complete(gaps: Floats) -> None:
    """Gaps that are whole multiples of one distance mean that slices are missing."""
    for usual in (float(np.median(gaps)), float(gaps.min())):
        multiples = gaps / usual
        missing = int(np.round(multiples - 1).sum())
        off = np.abs(multiples - np.round(multiples)).max()
        if off <= 2 * UNEVEN and 1 <= missing <= len(gaps):
            first = int(np.argmax(np.round(multiples) > 1))
            raise VolumeProblem(
                "missing_slice",
                f"expected a slice every {usual:g} mm, {missing} missing: first gap of "
                f"{gaps[first]:g} mm after slice {first + 1} of {len(gaps) + 1}",
            )


def _check_distinct(depth: Floats, headers: Sequence[SliceHeader]) -> None:
    """One slice at each place; `headers` in the order of `depth`."""
    same = np.diff(depth) <= SAME_PLACE
    if not same.any():
        return
    places = 1 + int((~same).sum())
    each, rest = divmod(len(depth), places)
    by = _told_apart_by(headers[:each])
    if not rest and not same[each - 1 :: each].any() and (places > 1 or by):
        raise VolumeProblem(
            "several_volumes",
            f"expected one slice at each place, each of {places} places has {each}: "
            f"the series holds {each} volumes ({by or 'echoes or time points'})",
        )
    raise VolumeProblem(
        "duplicate_position",
        f"expected one slice at each place, {len(depth)} slices share {places} places",
    )


def _told_apart_by(headers: Sequence[SliceHeader]) -> str:
    """The attributes in which slices at one place differ, e.g. `TemporalPositionIndex`."""
    values: dict[str, set[str]] = {}
    for header in headers:
        for mark in header.marks:
            values.setdefault(mark.partition("=")[0], set()).add(mark)
    return ", ".join(name for name, found in values.items() if len(found) > 1)


def _check_stacked(positions: Floats, normal: Floats, pixel: float) -> None:
    """Each slice must lie straight above the first, along the normal, however far."""
    away = positions - positions[0]
    depth = away @ normal
    beside = away - np.outer(depth, normal)
    if np.linalg.norm(beside, axis=1).max() <= OFF_AXIS * pixel:
        return
    drift = beside[-1] / depth[-1]
    bend = np.linalg.norm(beside - np.outer(depth, drift), axis=1).max()
    if bend <= OFF_AXIS * pixel:
        angle = float(np.degrees(np.arctan(np.linalg.norm(drift))))
        raise VolumeProblem(
            "gantry_tilt",
            f"expected slices straight above each other, they are sheared by {angle:.1f} degrees "
            "(gantry tilt)",
        )
    raise VolumeProblem(
        "scattered_slices", "expected slices straight above each other, they lie beside each other"
    )


def _projection(header: SliceHeader) -> Arrangement:
    rows, columns = header.pixel_spacing or (1.0, 1.0)
    flat = replace(header, orientation=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
    geometry = _geometry(flat, 1, (1.0, rows, columns), np.zeros(3))
    return Arrangement(geometry, (header.key,))


def _geometry(first: SliceHeader, count: int, spacing: Vector, origin: Floats) -> Geometry:
    a, b, c, d, e, f = first.orientation or (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    x, y, z = origin.tolist()
    try:
        return Geometry.from_axes(
            (count, first.rows, first.columns), spacing, (x, y, z), (a, b, c), (d, e, f)
        )
    except GeometryProblem as problem:
        raise VolumeProblem("bad_orientation", problem.message) from problem


def _tally(counts: Mapping[Any, int]) -> str:
    """`12 of (512, 512), 1 of (256, 256)`."""
    common = Counter(dict(counts)).most_common(4)
    return "got " + ", ".join(f"{count} of {value}" for value, count in common)
