"""From a film to the network: prepared, changed at random, batched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.classification.augment import FilmRanges, apply_films, draw_film
from models.classification.dataset import read_film_index
from models.classification.loss import masked_bce
from models.classification.prepare import prepare_film
from models.classification.samples import FilmSampler, load_films, positive_weights
from models.errors import InputProblem
from tests.models.classification.films import film, tiny_spec, write_films

STILL = FilmRanges(rotation=0, scale=0, shift=0, gain=0, offset=0, gamma=0, noise=0, mirror=False)


def test_proportions_are_kept_and_the_rest_is_filled() -> None:
    ready = prepare_film(film(0, disc=True, shape=(80, 40)), (1.0, 1.0), tiny_spec())
    assert ready.shape == (1, 32, 32)
    assert (ready[0, :, :8] == 0).all()
    assert (ready[0, :, 24:] == 0).all()
    assert ready[0, :, 8:24].std() > 0.1


def test_pixels_that_are_not_square_count_by_their_millimetres() -> None:
    ready = prepare_film(film(0, disc=True, shape=(40, 40)), (2.0, 1.0), tiny_spec())
    assert (ready[0, :, :8] == 0).all()
    assert (ready[0, :, 8:24] != 0).any(axis=0).all()


def test_brightness_and_contrast_of_the_source_make_no_difference() -> None:
    image = film(0, disc=True)
    one = prepare_film(image, (1, 1), tiny_spec())
    other = prepare_film(image * 12 + 300, (1, 1), tiny_spec())
    np.testing.assert_allclose(one, other, atol=1e-3)


def test_a_constant_film_becomes_zeros() -> None:
    assert not prepare_film(np.full((1, 40, 40), 9, np.float32), (1, 1), tiny_spec()).any()


@pytest.mark.parametrize(
    ("image", "spacing", "message"),
    [
        (np.zeros((40, 40), np.float32), (1, 1), "expected .c, y, x."),
        (np.zeros((1, 0, 40), np.float32), (1, 1), "none empty"),
        (np.zeros((2, 40, 40), np.float32), (1, 1), "2 channels, expected 1"),
        (np.zeros((1, 40, 40), np.float32), (1, -1), "above 0"),
        (np.full((1, 40, 40), np.nan, np.float32), (1, 1), "not finite"),
    ],
)
def test_what_cannot_be_a_film_is_refused(
    image: np.ndarray, spacing: tuple[float, float], message: str
) -> None:
    with pytest.raises(InputProblem, match=message):
        prepare_film(image, spacing, tiny_spec())


def test_ranges_of_nothing_change_nothing() -> None:
    images = torch.from_numpy(film(0, disc=True))[None]
    drawn = draw_film(np.random.default_rng(0), STILL, (40, 36))
    np.testing.assert_allclose(apply_films(images, [drawn]), images, atol=1e-3)


def test_left_and_right_change_places_only_where_that_is_allowed() -> None:
    rng = np.random.default_rng(0)
    sided = [draw_film(rng, FilmRanges(), (40, 36)).affine[0, 0] for _ in range(60)]
    assert min(sided) > 0
    free = FilmRanges(mirror=True)
    sides = [draw_film(rng, free, (40, 36)).affine[0, 0] > 0 for _ in range(60)]
    assert 15 < sum(sides) < 45
    mirror = FilmRanges(0, 0, 0, 0, 0, 0, 0, mirror=True)
    drawn = next(
        d for d in iter(lambda: draw_film(rng, mirror, (40, 36)), None) if d.affine[0, 0] < 0
    )
    images = torch.from_numpy(film(0, disc=True))[None]
    np.testing.assert_allclose(apply_films(images, [drawn]), images.flip(3), atol=1e-3)


def test_a_batch_depends_on_nothing_but_seed_and_step(tmp_path: Path) -> None:
    write_films(tmp_path, train=5, validation=0)
    films = load_films(read_film_index(tmp_path), "train", tiny_spec())
    device = torch.device("cpu")
    one, other = (FilmSampler(films, FilmRanges(), seed=3, batch_size=4) for _ in range(2))
    one.batch(0, device)
    a, b = one.batch(7, device), other.batch(7, device)
    assert torch.equal(a.images, b.images)
    assert torch.equal(a.labels, b.labels)
    assert not torch.equal(a.images, other.batch(8, device).images)


def test_what_is_not_known_costs_nothing() -> None:
    logits = torch.tensor([[2.0, -9.0], [-1.0, 30.0]], requires_grad=True)
    labels = torch.tensor([[1.0, float("nan")], [0.0, float("nan")]])
    loss = masked_bce(logits, labels, torch.tensor([1.0, 1.0]))
    expected = (np.log1p(np.exp(-2.0)) + np.log1p(np.exp(-1.0))) / 2
    assert float(loss.detach()) == pytest.approx(expected)
    loss.backward()
    assert logits.grad is not None
    assert logits.grad[:, 1].tolist() == [0, 0]
    nothing = masked_bce(logits, torch.full((2, 2), float("nan")), torch.ones(2))
    assert float(nothing.detach()) == 0


def test_a_rare_finding_weighs_more_up_to_a_limit() -> None:
    labels = torch.tensor([[1.0, 1.0], *[[0.0, float("nan")]] * 9, [0.0, 0.0]])
    assert positive_weights(labels, most=5).tolist() == [5, 1]
    assert positive_weights(labels, most=20).tolist() == [10, 1]
