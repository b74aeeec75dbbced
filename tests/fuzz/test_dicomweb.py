"""DICOMweb requests of any shape: odd addresses, headers and queries are refused, never a fault."""

from urllib.parse import quote, urlencode

import hypothesis
import pytest
from django.test import Client
from hypothesis import strategies as st

from tests.labeling.dicomweb.conftest import Holding

pytestmark = pytest.mark.django_db
EXAMPLES = 400

WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ("", "*", "?", "1", "-1", "0", "1,2", "1,", "20240101-", "-20240131", "99999999", "%", "\\")
    ),
)
NAMES = st.one_of(
    WORDS,
    st.sampled_from(
        (
            *("PatientName", "00100010", "StudyDate", "StudyTime", "ModalitiesInStudy", "Modality"),
            *("StudyInstanceUID", "0020000D", "SeriesNumber", "Rows", "includefield", "limit"),
            *("offset", "fuzzymatching", "window", "viewport", "quality", "annotation", "accept"),
        )
    ),
)
TYPES = st.sampled_from(
    (
        *("*/*", "image/*", "image/jpeg", "image/png", "application/dicom", "application/json"),
        *("application/dicom+json", "application/octet-stream", "multipart/related", "video/mp4"),
    )
)
PARAMETERS = st.lists(
    st.one_of(
        st.sampled_from(
            (
                *('type="application/dicom"', "type=application/octet-stream", 'type="image/jls"'),
                *(
                    "transfer-syntax=*",
                    'transfer-syntax="*"',
                    "transfer-syntax=1.2.840.10008.1.2.1",
                ),
                *("q=0", "q=2", "q=x", 'type="', "boundary=", ";", ","),
            )
        ),
        st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=10),
    ),
    max_size=3,
)
ACCEPT = st.builds(lambda kind, rest: "; ".join((kind, *rest)), TYPES, PARAMETERS)
RANGE = st.sampled_from(
    (
        "",
        "bytes=0-",
        "bytes=-5",
        "bytes=5-1",
        "bytes=0-0,2-3",
        "bytes=99999999-",
        "bytes=x",
        "lines=1",
    )
)
TAILS = (
    *("", "/metadata", "/rendered", "/thumbnail", "/frames/1", "/frames/1,2", "/frames/1/rendered"),
    *(
        "/frames/1/thumbnail",
        "/frames/0",
        "/frames/x",
        "/bulkdata/7FE00010",
        "/bulkdata/x",
        "/series",
    ),
    *("/instances", "/bulkdata/00081140/1/00081155", "/frames/2147483648"),
)


def _place(holding: Holding) -> st.SearchStrategy[str]:
    known = (
        *("studies", "series", "instances", holding.study_path, holding.series_path),
        *(holding.instance_path(), holding.instance_path(2)),
    )
    odd = WORDS.map(lambda word: f"studies/{quote(word, safe='')}")
    return st.one_of(st.sampled_from(known), odd)


def test_no_request_is_a_fault(ours: Holding) -> None:
    client = ours.client()
    statuses: set[int] = set()

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(
        place=_place(ours),
        tail=st.sampled_from(TAILS),
        query=st.lists(st.tuples(NAMES, WORDS), max_size=3),
        accept=ACCEPT,
        span=RANGE,
        method=st.sampled_from(("GET", "GET", "GET", "HEAD", "OPTIONS", "DELETE")),
    )
    def ask(
        place: str, tail: str, query: list[tuple[str, str]], accept: str, span: str, method: str
    ) -> None:
        address = f"{ours.root}/{place}{tail}?{urlencode(query, errors='replace')}"
        headers = {"Accept": accept, **({"Range": span} if span else {})}
        statuses.add(_status(client, method, address, headers))

    ask()
    assert {200, 204, 400, 404, 406} <= statuses


def _status(client: Client, method: str, address: str, headers: dict[str, str]) -> int:
    response = client.generic(method, address, headers=headers)
    if response.streaming:
        b"".join(response.streaming_content)
    assert response.status_code < 500, f"{method} {address} {headers}: {response.status_code}"
    return int(response.status_code)
