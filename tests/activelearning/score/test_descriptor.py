import numpy as np
import pytest

from activelearning.score.descriptor import BINS, LENGTH, SIDE, describe
from activelearning.score.errors import ScoreProblem

ONE_MM = (1.0, 1.0, 1.0)


def scan(seed: int = 0, shape: tuple[int, ...] = (12, 20, 16), at: int = 5) -> np.ndarray:
    """A bright ball somewhere along y."""
    grid = np.indices(shape)
    centre = np.array([shape[0] / 2, at, shape[2] / 2])[:, None, None, None]
    ball = np.linalg.norm(grid - centre, axis=0) < 4
    noise = np.random.default_rng(seed).normal(0, 10, shape)
    return (100 + 300 * ball + noise).astype(np.float32)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm(np.subtract(describe(one, ONE_MM), describe(other, ONE_MM))))


@pytest.mark.parametrize("shape", [(12, 20, 16), (1, 64, 48), (3, 5, 7), (1, 1, 1)])
def test_every_scan_has_the_same_number_of_finite_numbers(shape: tuple[int, ...]) -> None:
    numbers = describe(scan(shape=shape), ONE_MM)
    assert len(numbers) == LENGTH
    assert np.isfinite(numbers).all()
    assert numbers == describe(scan(shape=shape), ONE_MM)


def test_scans_that_look_alike_are_nearer_than_those_that_do_not() -> None:
    assert distance(scan(0), scan(1)) < distance(scan(0), scan(1, at=14)) / 3


def test_another_scale_of_intensities_is_the_same_look() -> None:
    assert distance(scan(), scan() * 7 + 40) < 0.01


def test_the_picture_is_the_mean_of_blocks() -> None:
    image = np.zeros((16, 16, 16), np.float32)
    image[:, :8] = 1.0
    picture = np.array(describe(image, ONE_MM)[BINS : BINS + SIDE**3]).reshape((SIDE,) * 3)
    np.testing.assert_allclose(picture[:, :4], 1 / SIDE**1.5, atol=1e-4)
    np.testing.assert_allclose(picture[:, 4:], 0.0, atol=1e-4)


def test_twice_as_long_is_half_a_unit_away_and_so_is_twice_the_spacing() -> None:
    image = np.zeros((8, 8, 8), np.float32)
    near, far = describe(image, ONE_MM), describe(image, (2.0, 1.0, 1.0))
    assert np.linalg.norm(np.subtract(near, far)) == pytest.approx(0.5**0.5)


def test_a_constant_scan_and_values_that_are_not_finite_have_a_look() -> None:
    assert np.isfinite(describe(np.full((4, 4, 4), 3.0, np.float32), ONE_MM)).all()
    spoiled = scan()
    spoiled[2, 3, 4:9] = [np.nan, np.inf, -np.inf, np.nan, 1e30]
    assert np.isfinite(describe(spoiled, ONE_MM)).all()
    assert distance(scan(), spoiled) < 0.2


@pytest.mark.parametrize(
    ("image", "spacing", "words"),
    [
        (np.zeros((0, 4, 4), np.float32), ONE_MM, "none empty"),
        (np.zeros((4, 4), np.float32), ONE_MM, "expected"),
        (np.full((2, 2, 2), np.nan, np.float32), ONE_MM, "no finite value"),
        (np.zeros((2, 2, 2), np.float32), (1.0, 0.0, 1.0), "spacing"),
    ],
)
def test_what_is_no_scan_is_refused(
    image: np.ndarray, spacing: tuple[float, ...], words: str
) -> None:
    with pytest.raises(ScoreProblem, match=words):
        describe(image, spacing)


def test_a_large_scan_is_judged_by_all_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activelearning.score.descriptor.SAMPLE", 1 << 10)
    image = np.zeros((32, 32, 32), np.float32)
    image[:, :, 16:] = 1.0  # a step of 32 would see nothing but the first column
    shares = np.square(describe(image, ONE_MM)[:BINS])
    assert shares[0] == pytest.approx(0.5, abs=0.05)
    assert shares[-1] == pytest.approx(0.5, abs=0.05)
