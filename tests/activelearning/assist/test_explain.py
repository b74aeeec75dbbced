"""Why the model proposed this, asked as the screens ask: over HTTP, and of the helper over its socket."""

import gzip
import time
from collections.abc import Iterator
from math import ceil
from threading import Thread
from typing import Any

import numpy as np
import pytest
import torch
from rest_framework.test import APIClient

from activelearning.assist.explain import Wish, wish_in
from activelearning.assist.server import Server
from activelearning.films import load_case_film
from activelearning.prelabel.predictors import _load_classifier, load_classifier, load_predictor
from labeling.assist import client
from labeling.assist.address import socket_path
from labeling.assist.errors import QuestionRefused
from labeling.cohorts.models import Case, SplitName
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
from models.explain.heat import OCCLUSION_BATCH, _output, grad_cam, occlusion
from models.explain.mask import aim_at, explain_mask, window_around
from tests.activelearning import balls, xrays
from tests.activelearning.networks import live_model
from tests.factories import make_member, signed_in
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db(transaction=True)
PASSED = {"images": 4, "likeness": 0.2, "between_images": None, "limit": 0.5, "passed": True}
PATIENCE = 240.0
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


@pytest.fixture
def film_of_a_model(tmp_path: Any) -> tuple[Case, ModelVersion, str]:
    """A case with a proposal, and where its explanation is asked for."""
    project = xrays.project()
    case = xrays.add_case(project, 1, SplitName.TRAIN)
    version = live_classifier(project, tmp_path)
    checked(version)
    said = {key: {"probability": 0.5, "boxes": []} for key in KEYS}
    store_findings_draft(case=case, version=version, findings=said)
    return case, version, f"/api/cases/{case.pk}/explanation?finding=mass"


def at_the_end(client: APIClient, address: str) -> Any:
    """The answer, once it is no more "under way"."""
    until = time.monotonic() + PATIENCE
    while (answer := client.get(address)).status_code == 202:
        assert time.monotonic() < until, "it is never there"
        time.sleep(0.05)
    return answer


def test_a_finding_is_explained_on_the_films_grid_and_remembered(
    helper: None, film_of_a_model: tuple[Case, ModelVersion, str]
) -> None:
    case, version, address = film_of_a_model
    reader = signed_in(make_member(case.project, Role.ANNOTATOR))
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
    hidden = at_the_end(reader, address + "&method=occlusion")
    assert heat_of(hidden, film.image.shape).any()
    assert hidden.content != first.content
    refused = reader.get(address + "&method=tea-leaves")
    assert (refused.status_code, refused.json()["code"]) == (422, "question_refused")
    for head in ({"explain": "1"}, {"explain": 1, "asker": 1, "target": 1, "method": "occlusion"}):
        with pytest.raises(QuestionRefused):
            client.ask(head, b"")

    _explain_a_mask()


def test_a_slow_map_says_how_far_it_is_outlives_a_reload_and_lets_others_through(
    helper: None, film_of_a_model: tuple[Case, ModelVersion, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, version, address = film_of_a_model
    slow = address + "&method=occlusion"
    passes: list[float] = []

    def slowly(*given: Any) -> torch.Tensor:
        passes.append(time.monotonic())
        time.sleep(0.2)
        return _output(*given)

    monkeypatch.setattr("models.explain.heat._output", slowly)
    monkeypatch.setattr("activelearning.assist.server.PATIENCE_SECONDS", 0.05)
    reader, other = (signed_in(make_member(case.project, Role.ANNOTATOR, n)) for n in ("a", "b"))
    first = reader.get(slow)
    assert (first.status_code, first.json()["progress"] < 1) == (202, True)
    assert reader.get(address).status_code == 200  # as the editor asks first after a reload
    assert 202 in {reader.get(slow).status_code, other.get(slow).status_code}
    film = load_case_film(case)
    found = heat_of(at_the_end(reader, slow), film.image.shape)
    assert len(passes) == 1 + ceil(225 / OCCLUSION_BATCH), "it was begun once"
    predictor = load_classifier(version.weights_blob, version.spec)
    expected = explain_film(predictor, film.image, film.spacing, "mass", occlusion)
    np.testing.assert_allclose(found[0], 255 * expected, atol=1)
    assert at_the_end(other, slow).headers["X-Remembered"] == "yes"


def test_a_map_takes_its_gradients_between_two_pieces_of_a_prediction(
    film_of_a_model: tuple[Case, ModelVersion, str], tmp_path: Any
) -> None:
    """What `Predictor.answer` calls between its windows runs in torch's inference mode."""
    case, _, _ = film_of_a_model
    _load_classifier.cache_clear()
    wish = Wish(1, case.drafts.get().pk, "mass", "grad_cam")
    with torch.inference_mode():
        within = Server(tmp_path / "one")._explained(wish, lambda: None)
    alone = Server(tmp_path / "other")._explained(wish, lambda: None)
    np.testing.assert_array_equal(within.heat, alone.heat)
    assert within.heat.any()


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
