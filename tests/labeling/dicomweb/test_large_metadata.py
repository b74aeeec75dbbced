"""Metadata of any length passes through the web process in pieces."""

import gzip
import json

import pytest
from django.test import Client

from labeling.ingest import services
from labeling.ingest.models import Instance, Series
from tests.fuzz.memory import Watched
from tests.labeling.dicomweb.conftest import Holding, holding
from tests.labeling.ingest import scans

pytestmark = pytest.mark.django_db
LONG = 3 << 20


def _get(client: Client, path: str, encoding: str) -> bytes:
    headers = {"Accept": "application/dicom+json", "Accept-Encoding": encoding}
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert int(response["Content-Length"]) == len(body)
    return gzip.decompress(body) if response.get("Content-Encoding") == "gzip" else body


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_study_is_all_of_its_series_indexed_or_not(ours: Holding, encoding: str) -> None:
    study = ours.datasets[0].StudyInstanceUID
    others = [
        services.store_series(project=ours.project, datasets=scans.slices(seed, study_uid=study))
        for seed in ("another", "one that is behind")
    ]
    Series.objects.filter(pk=others[1].pk).update(indexed_version=0)
    client = ours.client()
    whole = json.loads(_get(client, f"{ours.root}/{ours.study_path}/metadata", encoding))
    parts = [
        json.loads(_get(client, f"{ours.root}/{path}/metadata", encoding))
        for path in (
            f"{ours.study_path}/series/{uid}"
            for uid in Series.objects.order_by("pk").values_list("series_instance_uid", flat=True)
        )
    ]
    assert [len(part) for part in parts] == [5, 5, 5]
    by_uid = sorted((one for part in parts for one in part), key=lambda one: str(one["00080018"]))
    assert sorted(whole, key=lambda one: str(one["00080018"])) == by_uid


def test_a_hundred_megabytes_are_never_held_at_once(db: None) -> None:
    big = holding("big", "big", shape=(40, 4, 4))
    Instance.objects.filter(series=big.series).update(
        metadata={"00420013": {"vr": "UT", "Value": ["x" * LONG]}}
    )
    Series.objects.filter(pk=big.series.pk).update(indexed_version=0)
    with Watched() as watched:
        response = big.client().get(
            f"{big.root}/{big.series_path}/metadata", headers={"Accept-Encoding": "identity"}
        )
        size = sum(len(block) for block in response.streaming_content)
    assert size > 40 * LONG
    assert watched.grown < 16 * LONG
