import gzip
import zlib

import pytest

from labeling.imaging.inflate import gunzip, inflate_raw, peek
from labeling.imaging.problems import InflateProblem


def test_members_are_joined_as_gzip_tools_do() -> None:
    assert gunzip(gzip.compress(b"ab") + gzip.compress(b"cd"), 4) == b"abcd"


def test_exactly_the_limit_is_allowed_and_one_byte_more_is_not() -> None:
    assert len(gunzip(gzip.compress(bytes(1000)), 1000)) == 1000
    with pytest.raises(InflateProblem, match="at most 999 bytes") as caught:
        gunzip(gzip.compress(bytes(1000)), 999)
    assert caught.value.code == "too_large"


def test_a_bomb_of_many_members_is_bounded_too() -> None:
    with pytest.raises(InflateProblem) as caught:
        gunzip(gzip.compress(bytes(1000)) * 100, 50_000)
    assert caught.value.code == "too_large"


def test_padding_after_a_bare_stream_is_left_out() -> None:
    packer = zlib.compressobj(wbits=-15)
    assert inflate_raw(packer.compress(b"abc") + packer.flush() + b"\0", 10) == b"abc"


def test_the_start_can_be_seen_without_unpacking_the_rest() -> None:
    assert peek(gzip.compress(bytes(1 << 20)), 5) == bytes(5)
