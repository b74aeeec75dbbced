import gzip
import json
import struct

import numpy as np
import pytest

from labeling.imaging.masks import (
    check_labels,
    decode_mask,
    decode_slices,
    encode_mask,
    encode_slices,
    label_values,
    mask_sha256,
)
from labeling.imaging.problems import MaskProblem


def some_mask(shape: tuple[int, ...] = (4, 5, 6)) -> np.ndarray:
    return np.random.default_rng(7).integers(0, 4, shape).astype(np.uint8)


def patch(header: object, planes: bytes) -> bytes:
    text = json.dumps(header).encode()
    return gzip.compress(struct.pack("<I", len(text)) + text + planes, mtime=0)


def test_a_mask_survives_the_wire_voxel_for_voxel() -> None:
    mask = some_mask()
    assert np.array_equal(decode_mask(encode_mask(mask), mask.shape, {1, 2, 3}), mask)


def test_a_transposed_view_is_written_in_its_own_z_y_x_order() -> None:
    mask = some_mask().transpose(2, 0, 1)
    assert np.array_equal(decode_mask(encode_mask(mask), mask.shape), mask)


def test_the_decoded_mask_can_be_edited() -> None:
    mask = decode_mask(encode_mask(some_mask()), (4, 5, 6))
    mask[0, 0, 0] = 1
    assert mask[0, 0, 0] == 1


def test_the_same_voxels_give_the_same_bytes() -> None:
    assert encode_mask(some_mask()) == encode_mask(some_mask())


def test_the_hash_is_of_the_raw_bytes() -> None:
    # sha256 of eight zero bytes
    expected = "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc"
    assert mask_sha256(np.zeros((2, 2, 2), np.uint8)) == expected


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_gzip"),
        (b"raw", "not_gzip"),
        (gzip.compress(bytes(119), mtime=0), "wrong_shape"),  # one voxel short
        (gzip.compress(bytes(121), mtime=0), "too_large"),  # one voxel more
        (gzip.compress(bytes(1 << 24), mtime=0), "too_large"),  # a bomb
        (encode_mask(some_mask())[:-9], "truncated"),
        (b"\x1f\x8b\x08\x00" + bytes(40), "damaged"),
    ],
)
def test_bytes_that_are_not_the_mask_are_named(data: bytes, code: str) -> None:
    with pytest.raises(MaskProblem) as caught:
        decode_mask(data, (4, 5, 6))
    assert caught.value.code == code


def test_an_unknown_label_is_named_with_its_value() -> None:
    mask = some_mask()
    mask[1, 2, 3] = 9
    with pytest.raises(MaskProblem, match=r"got also \[9\]") as caught:
        decode_mask(encode_mask(mask), mask.shape, {1, 2, 3})
    assert caught.value.code == "unknown_label"


def test_label_values_leave_the_background_out() -> None:
    assert label_values(np.array([[[0, 255, 3, 3]]], np.uint8)) == (3, 255)


def test_the_background_is_always_allowed() -> None:
    check_labels(np.zeros((1, 1, 1), np.uint8), {1})


def test_a_mask_that_is_not_uint8_is_refused() -> None:
    with pytest.raises(MaskProblem, match="int64"):
        encode_mask(np.zeros((1, 1, 1), np.int64))  # type: ignore[arg-type]


def test_a_patch_survives_the_wire() -> None:
    planes = {"1.2.3": some_mask((5, 6)), "1.2.1": some_mask((5, 6)) * 0}
    came = decode_slices(encode_slices(planes), 5, 6, {1, 2, 3})
    assert list(came) == ["1.2.3", "1.2.1"]
    assert all(np.array_equal(came[uid], planes[uid]) for uid in planes)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (gzip.compress(b"", mtime=0), "bad_header"),
        (gzip.compress(b"\xff\xff\xff\xff{}", mtime=0), "bad_header"),
        (gzip.compress(struct.pack("<I", 2) + b"no", mtime=0), "bad_header"),
        (patch([], b""), "bad_header"),
        (patch({"rows": 2, "columns": 2, "slices": []}, b""), "bad_header"),
        (patch({"rows": 2, "columns": 2, "slices": [1]}, bytes(4)), "bad_header"),
        (patch({"rows": 2, "columns": 2, "slices": [["1"]]}, bytes(4)), "bad_header"),
        (patch({"rows": 2, "columns": 2, "slices": [{}]}, bytes(4)), "bad_header"),
        (patch({"rows": 2, "columns": 2, "slices": ["1", "1"]}, bytes(8)), "bad_header"),
        (patch({"rows": 2, "columns": 3, "slices": ["1"]}, bytes(6)), "wrong_shape"),
        (patch({"rows": 2, "columns": 2, "slices": ["1"]}, bytes(3)), "wrong_shape"),
        (patch({"rows": 2, "columns": 2, "slices": ["1"]}, b"\0\0\0\5"), "unknown_label"),
    ],
)
def test_a_patch_that_does_not_fit_is_named(data: bytes, code: str) -> None:
    with pytest.raises(MaskProblem) as caught:
        decode_slices(data, 2, 2, {1})
    assert caught.value.code == code


def test_a_patch_needs_planes_of_one_size() -> None:
    with pytest.raises(MaskProblem, match="one size"):
        encode_slices({"1": some_mask((2, 2)), "2": some_mask((2, 3))})
