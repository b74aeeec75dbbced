import struct

from labeling.imaging.deid.comments import comments


def _segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


JPEG = b"\xff\xd8" + _segment(0xE1, b"Exif") + _segment(0xDB, b"table") + _segment(0xFE, b"note")
JPEG_2000 = b"\xff\x4f" + _segment(0x51, b"size") + _segment(0x64, b"\0\1by Doe")


def test_comments_and_application_data_of_jpeg_are_found_up_to_the_scan() -> None:
    scan = _segment(0xDA, b"") + _segment(0xFE, b"coded bytes that look like it")
    assert list(comments(JPEG + scan)) == [b"Exif", b"note"]


def test_comments_of_jpeg_2000_are_found_also_inside_its_box() -> None:
    tile = _segment(0x90, b"") + _segment(0x64, b"later")
    assert list(comments(JPEG_2000 + tile)) == [b"\0\1by Doe"]
    assert list(comments(b"\0\0\0\x0cjP  box of some length" + JPEG_2000 + tile)) == [b"\0\1by Doe"]


def test_other_bytes_and_false_lengths_give_nothing_and_end() -> None:
    assert list(comments(b"")) == []
    assert list(comments(bytes(100))) == []
    assert list(comments(b"\xff\xd8" + b"\xff\xdb\x00\x00" * 50)) == []
    assert list(comments(JPEG[:-2])) == [b"Exif", b"no"]
