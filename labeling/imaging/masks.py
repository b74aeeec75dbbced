"""Masks on the wire and in the store, byte for byte the same in Python and in the browser.

A whole mask is gzip(raw uint8 voxels, `(z, y, x)` in C order). What identifies it is the SHA-256
of the raw bytes, since two gzip implementations need not agree on theirs.

A patch (autosave) holds the planes that changed: gzip(uint32 little-endian length of the header |
header, UTF-8 JSON `{"rows", "columns", "slices": [key, ...]}` | raw planes in that order). A key is
`slices.slice_key`: the SOPInstanceUID, or `UID/frame` of an instance of several frames.
"""

import gzip
import hashlib
import json
import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from labeling.imaging.inflate import gunzip
from labeling.imaging.problems import InflateProblem, MaskProblem

Mask = NDArray[np.uint8]

IGNORE = 255
"""Where nobody judged, in what models are given."""
MAX_HEADER = 1 << 20
MAX_PATCH = 1 << 30


def as_ignored(mask: Mask, value: int | None) -> Mask:
    """The mask with IGNORE in place of `value`, in a new array; itself where no value is meant."""
    return mask if value is None else np.where(mask == value, np.uint8(IGNORE), mask)


def encode_mask(mask: Mask) -> bytes:
    """Gzip of the raw voxels (or of one plane); the same voxels always give the same bytes."""
    return gzip.compress(_raw(mask), 6, mtime=0)


def decode_mask(data: bytes, shape: tuple[int, ...], labels: Collection[int] | None = None) -> Mask:
    """The mask of `shape`, in a new writable array.

    Args:
        data: gzip(raw uint8).
        shape: what the image has, usually `(z, y, x)`.
        labels: the allowed values beside 0; None allows all.

    Raises:
        MaskProblem: `not_gzip`, `damaged`, `wrong_shape`, `too_large` or `unknown_label`.
    """
    size = prod(shape)
    raw = _unpack(data, size)
    if len(raw) != size:
        raise MaskProblem(
            "wrong_shape", f"expected {_times(shape)} = {size} voxels, got {len(raw)}"
        )
    mask = np.frombuffer(bytearray(raw), np.uint8).reshape(shape)
    check_labels(mask, labels)
    return mask


def mask_sha256(mask: Mask) -> str:
    """SHA-256 in hex of the raw `(z, y, x)` bytes, not of their gzip."""
    return hashlib.sha256(_raw(mask)).hexdigest()


def label_values(mask: Mask) -> tuple[int, ...]:
    """The values that occur, background left out, ascending."""
    counts = np.bincount(mask.ravel(), minlength=256)
    return tuple(int(value) for value in np.flatnonzero(counts) if value)


def check_labels(mask: Mask, labels: Collection[int] | None) -> None:
    """Refuse values that the label set does not have.

    Raises:
        MaskProblem: `unknown_label`.
    """
    if labels is None:
        return
    unknown = sorted(set(label_values(mask)) - set(labels))
    if unknown:
        raise MaskProblem(
            "unknown_label", f"expected label values {sorted({0, *labels})}, got also {unknown}"
        )


def encode_slices(slices: Mapping[str, Mask]) -> bytes:
    """A patch of planes `(y, x)` by slice key, in the mapping's order.

    Raises:
        MaskProblem: `wrong_shape` when the planes differ in size.
    """
    shapes = {plane.shape for plane in slices.values()}
    if len(shapes) != 1:
        raise MaskProblem("wrong_shape", f"expected planes of one size, got {sorted(shapes)}")
    rows, columns = shapes.pop()
    header = {"rows": rows, "columns": columns, "slices": list(slices)}
    text = json.dumps(header, separators=(",", ":")).encode()
    planes = b"".join(_raw(plane) for plane in slices.values())
    return gzip.compress(struct.pack("<I", len(text)) + text + planes, 6, mtime=0)


def decode_slices(
    data: bytes,
    rows: int,
    columns: int,
    labels: Collection[int] | None = None,
    *,
    limit: int = MAX_PATCH,
) -> dict[str, Mask]:
    """The planes of a patch, by slice key, each uint8 `(rows, columns)`.

    `limit` bounds the unpacked bytes, for callers who know how many slices there are.

    Raises:
        MaskProblem: as `decode_mask`, and `bad_header`.
    """
    raw = _unpack(data, limit)
    header, start = _header(raw)
    came = (header.rows, header.columns)
    if came != (rows, columns):
        raise MaskProblem("wrong_shape", f"expected planes of {rows} x {columns}, got {came}")
    keys = header.slices
    expected = len(keys) * rows * columns
    if len(raw) - start != expected:
        raise MaskProblem(
            "wrong_shape",
            f"expected {len(keys)} planes of {rows} x {columns} = {expected} bytes, "
            f"got {len(raw) - start}",
        )
    planes = np.frombuffer(bytearray(raw[start:]), np.uint8).reshape(len(keys), rows, columns)
    check_labels(planes, labels)
    return dict(zip(keys, planes, strict=True))


@dataclass(frozen=True)
class _Header:
    rows: int
    columns: int
    slices: tuple[str, ...]


def _header(raw: bytes) -> tuple[_Header, int]:
    """The header and where the planes start."""
    length = struct.unpack_from("<I", raw)[0] if len(raw) >= 4 else 0
    if not 2 <= length <= min(MAX_HEADER, len(raw) - 4):
        raise MaskProblem(
            "bad_header", f"expected a header length up to {MAX_HEADER}, got {length}"
        )
    try:
        value = json.loads(raw[4 : 4 + length])
        header = _Header(value["rows"], value["columns"], tuple(value["slices"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MaskProblem(
            "bad_header", 'expected a JSON header {"rows", "columns", "slices"}'
        ) from error
    if not all(isinstance(key, str) for key in header.slices):
        raise MaskProblem("bad_header", "expected slices named by their keys")
    if not header.slices or len(set(header.slices)) != len(header.slices):
        raise MaskProblem("bad_header", "expected each changed slice once, and at least one")
    return header, 4 + length


def _raw(mask: Mask) -> bytes:
    if mask.dtype != np.uint8:
        raise MaskProblem("wrong_dtype", f"expected uint8 label values, got {mask.dtype}")
    return mask.tobytes()


def _unpack(data: bytes, limit: int) -> bytes:
    try:
        return gunzip(data, limit)
    except InflateProblem as problem:
        raise MaskProblem(problem.code, f"mask: {problem.message}") from problem


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(str(side) for side in shape)
