import pytest

from labeling.dicomweb.accept import accepts, accepts_gzip, parse_accept, parse_content_type


@pytest.mark.parametrize(
    ("header", "type_", "part", "syntax"),
    [
        # OHIF
        (
            'multipart/related; type="application/octet-stream"; transfer-syntax="*"',
            "multipart/related",
            "application/octet-stream",
            "*",
        ),
        # Cornerstone: a media type is no legal token, and everyone sends it
        (
            "multipart/related; type=application/octet-stream; transfer-syntax=*",
            "multipart/related",
            "application/octet-stream",
            "*",
        ),
        ("multipart/related", "multipart/related", "*/*", None),
        ("application/octet-stream", "application/octet-stream", "*/*", None),
        # names in any case, no blanks
        (
            'Multipart/Related;TYPE="application/dicom";Transfer-Syntax=1.2.840.10008.1.2.1',
            "multipart/related",
            "application/dicom",
            "1.2.840.10008.1.2.1",
        ),
        ("", "*/*", "*/*", None),
    ],
)
def test_reads_what_clients_really_send(
    header: str, type_: str, part: str, syntax: str | None
) -> None:
    media = parse_accept(header)[0]
    assert (media.type, media.part_type, media.transfer_syntax) == (type_, part, syntax)


def test_orders_by_quality_and_keeps_the_order_of_equals() -> None:
    types = [m.type for m in parse_accept("a/a;q=0.5, b/b, c/c; q=0.9, d/d, e/e;q=0")]
    assert types == ["b/b", "d/d", "c/c", "a/a"]


def test_does_not_split_at_commas_or_semicolons_inside_quotes() -> None:
    ranges = parse_accept('multipart/related; type="a/b,c;d"; x="\\"y\\"", text/html')
    assert [m.type for m in ranges] == ["multipart/related", "text/html"]
    assert ranges[0].parameters == {"type": "a/b,c;d", "x": '"y"'}


def test_only_refused_types_accept_nothing() -> None:
    assert parse_accept("application/json;q=0") == ()


def test_wildcards_cover_types() -> None:
    assert accepts("application/*", "application/dicom+json")
    assert accepts("*/*", "application/dicom+json")
    assert not accepts("image/*", "application/dicom+json")


def test_a_broken_quote_does_not_raise() -> None:
    assert parse_accept('multipart/related; type="application/dicom')[0].part_type == (
        "application/dicom"
    )


@pytest.mark.parametrize(
    ("header", "expected"),
    [("gzip, deflate, br", True), ("gzip;q=0", False), ("", False), ("*", True), ("br", False)],
)
def test_gzip_is_sent_only_to_those_who_accept_it(header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected


def test_content_type_gives_the_boundary_quoted_or_not() -> None:
    quoted = parse_content_type('multipart/related; type="application/dicom"; boundary="a b=c"')
    plain = parse_content_type("multipart/related; type=application/dicom; boundary=abc-1")
    assert quoted.parameters["boundary"] == "a b=c"
    assert plain.parameters["boundary"] == "abc-1"
