from __future__ import annotations

import numpy as np
import pytest
import torch

from models.classification.network import build_classifier
from models.classification.predictor import ClassifierPredictor
from models.classification.prepare import film_inside, prepare_film
from models.classification.spec import ClassifierNetwork
from models.errors import InputProblem
from models.explain.film import explain_film
from models.explain.heat import Heat
from models.explain.methods import OF_FILMS, heat_by
from tests.models.classification.films import SPACING, film, tiny_spec

EFFICIENT = ClassifierNetwork("efficientnet", width=0.25, depth=0.3)


def predictor(**changes: object) -> ClassifierPredictor:
    torch.manual_seed(0)
    spec = tiny_spec(**changes)
    return ClassifierPredictor(build_classifier(spec), spec, torch.device("cpu"))


@pytest.mark.parametrize("method", OF_FILMS)
@pytest.mark.parametrize("changes", [{}, {"network": EFFICIENT, "size": (64, 64)}])
def test_the_map_lies_on_the_films_own_grid(method: str, changes: dict[str, object]) -> None:
    image = film(1, disc=True, shape=(50, 31))
    heat = explain_film(predictor(**changes), image, SPACING, "disc", heat_by(method))
    assert (heat.shape, heat.dtype) == ((50, 31), np.float32)
    assert 0 <= heat.min() < heat.max() <= 1


def test_a_place_in_what_the_network_sees_comes_back_to_where_it_was() -> None:
    """A method that marks what is bright finds the bright square of a tall film with bars at its sides."""
    image = np.zeros((1, 60, 30), np.float32)
    image[0, 40:50, 4:14] = 1

    def brightness(_: torch.nn.Module, seen: torch.Tensor, __: int) -> Heat:
        return (seen[0, 0] > 1).float().numpy()

    heat = explain_film(predictor(), image, SPACING, "disc", brightness)
    found = heat > 0.5
    assert found[42:48, 6:12].all()
    assert not found[:37].any()
    assert not found[:, 18:].any()


def test_proportions_in_mm_decide_where_a_film_lies() -> None:
    assert film_inside((40, 40), (1.0, 0.5), (32, 32)) == (slice(0, 32), slice(8, 24))
    seen = prepare_film(
        np.random.default_rng(0).random((1, 40, 40), np.float32), (1.0, 0.5), tiny_spec()
    )
    assert (seen[:, :, :8] == 0).all()
    assert (seen[:, :, 8:24] != 0).any()


def test_a_finding_that_the_model_does_not_know_is_refused() -> None:
    with pytest.raises(InputProblem, match="only clear, disc"):
        explain_film(predictor(), film(1, disc=True), SPACING, "other", heat_by("grad_cam"))


def test_whoever_waits_can_stop_a_long_occlusion() -> None:
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        if len(shares) == 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        explain_film(predictor(), film(1, disc=True), SPACING, "disc", heat_by("occlusion", stop))
    assert shares[0] == 0
    assert shares == sorted(set(shares))
    assert shares[-1] < 1
