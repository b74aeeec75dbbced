import random
from io import BytesIO
from pathlib import Path

import pytest

from labeling.dicomweb.errors import BadMultipart, BodyTooLarge
from labeling.dicomweb.multipart_reader import Limits, MultipartReader, Part

LIMITS = Limits(part_bytes=10_000_000, body_bytes=20_000_000, parts=50)
HEAD = b"Content-Type: application/dicom\r\n\r\n"


def _read(
    body: bytes, folder: Path, *, boundary: str = "XX", step: int = 1 << 20, limits: Limits = LIMITS
) -> list[Part]:
    source = BytesIO(body)
    reader = MultipartReader(lambda n: source.read(min(n, step)), boundary, folder, limits)
    return list(reader.parts())


def _body(*contents: bytes, boundary: bytes = b"XX", lead: bytes = b"") -> bytes:
    parts = b"".join(b"\r\n--" + boundary + b"\r\n" + HEAD + content for content in contents)
    return lead + parts[2:] + b"\r\n--" + boundary + b"--\r\n"


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 1 << 20])
def test_parts_keep_every_byte_however_the_stream_is_cut(tmp_path: Path, step: int) -> None:
    rng = random.Random(7)  # noqa: S311
    contents = [
        b"",
        b"\r\n",
        b"  blanks and line ends stay \r\n\r\n",
        b"--XX is no delimiter without CRLF before it",
        b"\r\n--XXY is another word\r\n--X\r\n-",
        rng.randbytes(3000),
    ]
    parts = _read(_body(*contents), tmp_path, step=step)
    assert [part.path.read_bytes() for part in parts] == contents
    assert [part.size for part in parts] == [len(content) for content in contents]
    assert {part.content_type for part in parts} == {"application/dicom"}


def test_a_line_end_and_a_preamble_may_come_before_the_first_boundary(tmp_path: Path) -> None:
    for lead in (b"\r\n", b"for old mail readers\r\n"):
        parts = _read(_body(b"abc", lead=lead), tmp_path)
        assert [part.path.read_bytes() for part in parts] == [b"abc"]


def test_a_part_without_headers_is_read(tmp_path: Path) -> None:
    (part,) = _read(b"--XX\r\n\r\nabc\r\n--XX--", tmp_path)
    assert (part.headers, part.path.read_bytes()) == ({}, b"abc")


def test_no_parts_at_all_is_an_empty_list(tmp_path: Path) -> None:
    assert _read(b"--XX--\r\n", tmp_path) == []


@pytest.mark.parametrize(
    "body",
    [
        _body(b"a" * 100)[:-10],  # cut off inside the closing delimiter
        b"--XX\r\n" + HEAD + b"abc",  # no closing delimiter
        b"--XX\r\nContent-Type: x",  # cut off in the headers
        b"nothing of the kind",  # no boundary
        b"",
    ],
)
def test_a_body_that_was_cut_off_is_refused(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(BadMultipart):
        _read(body, tmp_path)


def test_limits_hold_for_part_body_and_count(tmp_path: Path) -> None:
    for limits in (Limits(99, 10_000, 9), Limits(10_000, 150, 9), Limits(10_000, 10_000, 1)):
        with pytest.raises(BodyTooLarge):
            _read(_body(b"a" * 100, b"b"), tmp_path, limits=limits, step=50)


def test_ten_thousand_parts_are_read_and_one_more_is_too_many(tmp_path: Path) -> None:
    body = _body(*(b"%d" % n for n in range(10_000)))
    many = Limits(part_bytes=100, body_bytes=20_000_000, parts=10_000)
    parts = _read(body, tmp_path, step=1 << 14, limits=many)
    assert [part.path.read_bytes() for part in parts] == [b"%d" % n for n in range(10_000)]
    with pytest.raises(BodyTooLarge):
        _read(body, tmp_path, limits=Limits(100, 20_000_000, 9_999))
