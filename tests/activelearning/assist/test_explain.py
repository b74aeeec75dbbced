"""Why the model proposed this, asked as the screens ask: over HTTP, and of the helper over its socket."""

import gzip
from collections.abc import Iterator
from threading import Thread
from typing import Any

import numpy as np
import pytest
import torch

from activelearning.assist.explain import wish_in
from activelearning.assist.server import Server
from activelearning.films import load_case_film
from activelearning.prelabel.predictors import load_classifier, load_predictor
from labeling.assist import client
from labeling.assist.address import socket_path
from labeling.assist.errors import QuestionRefused
from labeling.cohorts.models import SplitName
from labeling.core import blobs
from labeling.ingest.selectors import load_volume
from labeling.prelabel.services import store_draft, store_findings_draft
from labeling.projects.models import Role
from labeling.rounds.models import ModelVersion
from labeling.rounds.services import NewVersion, promote_model, record_version
from models.checkpoints import save_weights
from models.classification.network import build_classifier
from models.classification.spec import ClassifierNetwork, ClassifierSpec
from models.explain.film import explain_film
from models.explain.heat import grad_cam
from models.explain.mask import aim_at, explain_mask, window_around
from tests.activelearning import balls, xrays
from tests.activelearning.networks import live_model
from tests.factories import make_member, signed_in
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db(transaction=True)
PASSED = {"images": 4, "likeness": 0.2, "between_images": None, "limit": 0.5, "passed": True}
KEYS = ("pneumonia", "mass", "no-finding")


@pytest.fixture
def helper() -> Iterator[None]:
    """The server in a thread of the test: that it runs as a process is shown in test_helper."""
    server = Server(socket_path())
    thread = Thread(target=server.serve)
    thread.start()
    while not socket_path().exists():
        thread.join(0.02)
        assert thread.is_alive()
    yield
    server.stopping.set()
    thread.join(20)


def live_classifier(project: Any, tmp_path: Any) -> ModelVersion:
    spec = ClassifierSpec(
        KEYS, (64, 64), ClassifierNetwork(init_features=8, growth=4, blocks=(1, 1))
    )
    torch.manual_seed(0)
    path = tmp_path / "weights.safetensors"
    save_weights(path, build_classifier(spec), spec)
    new = NewVersion(
        weights_blob=blobs.put(path.read_bytes()).sha256,
        spec=spec.to_json(),
        code_version="models-test",
        labels_used=1,
    )
    version = record_version(run_id=records.run(project).pk, new=new)
    return promote_model(version=version, by=None, reason="first")


def checked(version: ModelVersion, **changes: Any) -> None:
    both = {"grad_cam": PASSED | changes, "occlusion": PASSED | changes}
    ModelVersion.objects.filter(pk=version.pk).update(metrics={"explain": both})


def heat_of(answer: Any, shape: tuple[int, ...]) -> np.ndarray:
    assert answer.status_code == 200, answer.content
    return np.frombuffer(gzip.decompress(answer.content), np.uint8).reshape(shape)


def test_a_finding_is_explained_on_the_films_grid_and_remembered(
    helper: None, tmp_path: Any
) -> None:
    project = xrays.project()
    case = xrays.add_case(project, 1, SplitName.TRAIN)
    version = live_classifier(project, tmp_path)
    checked(version)
    said = {key: {"probability": 0.5, "boxes": []} for key in KEYS}
    store_findings_draft(case=case, version=version, findings=said)
    reader = signed_in(make_member(project, Role.ANNOTATOR))
    address = f"/api/cases/{case.pk}/explanation?finding=mass"

    film = load_case_film(case)
    first = reader.get(address)
    found = heat_of(first, film.image.shape)
    predictor = load_classifier(version.weights_blob, version.spec)
    expected = explain_film(predictor, film.image, film.spacing, "mass", grad_cam)
    np.testing.assert_allclose(found[0], 255 * expected, atol=1)
    assert first.headers["X-Box"] == f"0,0,0,1,{film.image.shape[1]},{film.image.shape[2]}"
    assert (first.headers["X-Method"], first.headers["X-Model"]) == ("grad_cam", "1")
    assert (first.headers["X-Likeness"], first.headers["X-Checked-Images"]) == ("0.2000", "4")
    again = reader.get(address)
    assert (first.headers["X-Remembered"], again.headers["X-Remembered"]) == ("no", "yes")
    assert again.content == first.content
    hidden = reader.get(address + "&method=occlusion")
    assert heat_of(hidden, film.image.shape).any()
    assert hidden.content != first.content
    refused = reader.get(address + "&method=tea-leaves")
    assert (refused.status_code, refused.json()["code"]) == (422, "question_refused")
    for head in ({"explain": "1"}, {"explain": 1, "asker": 1, "target": 1, "method": "occlusion"}):
        with pytest.raises(QuestionRefused):
            client.ask(head, b"")

    _explain_a_mask()


def _explain_a_mask() -> None:
    """In another project of the same platform, of the same helper."""
    project = balls.project("why-masks")
    case = balls.add_case(project, 1, SplitName.TRAIN)
    version = live_model(project)
    checked(version)
    mask = balls.scan(1).mask.astype(np.uint8)
    store_draft(case=case, version=version, mask=mask)
    reader = signed_in(make_member(project, Role.ANNOTATOR))
    answer = reader.get(f"/api/cases/{case.pk}/explanation?label=1")
    assert answer.status_code == 200, answer.content
    place = [int(one) for one in answer.headers["X-Box"].split(",")]
    low, high = place[:3], place[3:]
    spacing = case.series.geometry["spacing"]
    predictor = load_predictor(version.weights_blob, version.spec)
    window = window_around(mask == 1, spacing, predictor.spec)
    assert [(part.start, part.stop) for part in window] == list(zip(low, high, strict=True))
    shape = (high[0] - low[0], high[1] - low[1], high[2] - low[2])
    image = load_volume(case.series)[window]
    aim = aim_at(predictor, image, mask[window] == 1, spacing, 1)
    if predictor.spec.normalisation.kind == "ct":
        np.testing.assert_allclose(
            heat_of(answer, shape), 255 * explain_mask(aim, shape, grad_cam), atol=1
        )
    assert heat_of(answer, shape).max() > 200


@pytest.mark.parametrize(
    "head",
    [
        {},
        {"explain": 1, "asker": True, "target": "mass", "method": "grad_cam"},
        {"explain": 1, "asker": 1, "target": None, "method": "grad_cam"},
        {"explain": 1, "asker": 1, "target": "mass", "method": ["grad_cam"]},
    ],
)
def test_what_is_no_question_is_refused(head: dict[str, Any]) -> None:
    with pytest.raises(QuestionRefused):
        wish_in(head)
