"""A pull of thousands of series is told of in a short answer, by a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from labeling.pacs.models import (
    Outcome,
    Pull,
    PulledInstance,
    PullSeries,
    PullSeriesState,
    PullState,
)
from labeling.pacs.progress import progress_of_pull
from labeling.pacs.services import SeriesAddress, start_pull
from labeling.projects.models import Project
from tests.factories import make_member, make_project, signed_in
from tests.labeling.pacs.archives import make_pacs

pytestmark = pytest.mark.django_db
SERIES = 3_000


@pytest.fixture
def project() -> Project:
    return make_project("one")


@pytest.fixture
def client(project: Project) -> APIClient:
    return signed_in(make_member(project, "lead"))


@pytest.fixture
def pull(project: Project) -> Pull:
    """Of 3,000 series 1,000 were fetched, of these 10 with two refused images each, and 200 failed."""
    pacs = make_pacs("https://pacs.example.org/dicom-web", project)
    addresses = [SeriesAddress("1.2", f"1.2.{n:04}") for n in range(1, SERIES + 1)]
    pull = start_pull(project=project, user=pacs.created_by, pacs=pacs, series=addresses)
    Pull.objects.filter(pk=pull.pk).update(state=PullState.RUNNING)
    series = list(pull.series.order_by("pk"))
    _ended(series[:1000], PullSeriesState.DONE)
    _ended(
        series[1000:1200], PullSeriesState.FAILED, problem="It hangs.", problem_code="upstream_slow"
    )
    PullSeries.objects.filter(pk=series[1200].pk).update(expected=4)
    PulledInstance.objects.bulk_create(
        [
            *(_instance(one, Outcome.STORED, size=100) for one in [*series[:1000], series[1200]]),
            *(_instance(one, Outcome.REFUSED, n) for one in series[:10] for n in (1, 2)),
        ]
    )
    pull.refresh_from_db()
    return pull


def _ended(series: list[PullSeries], state: PullSeriesState, **problem: str) -> None:
    PullSeries.objects.filter(pk__in=[one.pk for one in series]).update(state=state, **problem)


def _instance(series: PullSeries, outcome: Outcome, n: int = 0, size: int = 0) -> PulledInstance:
    said = {"code": "truncated", "message": f"no {n}"} if outcome == Outcome.REFUSED else {}
    uid = f"{series.series_instance_uid}.{n}"
    return PulledInstance(series=series, sop_instance_uid=uid, outcome=outcome, size=size, **said)


def test_it_tells_of_series_in_trouble_and_of_the_one_in_hand(
    client: APIClient, pull: Pull
) -> None:
    told = client.get(f"/api/pulls/{pull.pk}")
    detail = told.json()
    assert detail["series_in_trouble"] == 210
    assert len(detail["series"]) == 100
    first = detail["series"][0]
    assert [refusal["message"] for refusal in first["refusals"]] == ["no 1", "no 2"]
    assert (first["stored"], first["refused"], first["bytes"]) == (1, 2, 100)
    assert [one["problem"] for one in detail["series"]] == [""] * 10 + ["It hangs."] * 90
    assert len(told.content) < 50_000
    PullSeries.objects.filter(state=PullSeriesState.FAILED).update(state=PullSeriesState.DONE)
    PullSeries.objects.update(problem="")
    detail = client.get(f"/api/pulls/{pull.pk}").json()
    in_hand = detail["series"][10:]
    assert [(one["state"], one["expected"], one["stored"]) for one in in_hand] == [
        ("waiting", 4, 1)
    ]


def test_its_progress_counts_every_series(pull: Pull) -> None:
    progress = progress_of_pull(pull)
    assert (progress.series_total, progress.series_done, progress.series_failed) == (
        SERIES,
        1000,
        200,
    )
    assert (progress.instances_stored, progress.refused, progress.bytes) == (1001, 20, 100_100)
    assert progress.fraction == pytest.approx((1200 + 0.25) / SERIES)


def test_no_query_is_made_for_each_series(client: APIClient, pull: Pull) -> None:
    with CaptureQueriesContext(
        connection,
    ) as large:
        client.get(f"/api/pulls/{pull.pk}")
    PullSeries.objects.exclude(pk=pull.series.order_by("pk").first().pk).delete()
    with CaptureQueriesContext(connection) as small:
        client.get(f"/api/pulls/{pull.pk}")
    assert len(large) == len(small)
