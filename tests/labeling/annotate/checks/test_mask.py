"""Each check on a small mask made for it: what it says, and where it points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeling.annotate.checks import Finding, Usual, check_mask, usual_of

SPACING = (2.0, 1.0, 1.0)
LABELS = {1: "Liver", 2: "Spleen"}
Mask = np.ndarray


def _empty() -> Mask:
    return np.zeros((20, 60, 60), np.uint8)


def _liver() -> Mask:
    """A box of 10 x 20 x 20 voxels (8 ml), away from every edge."""
    mask = _empty()
    mask[5:15, 20:40, 20:40] = 1
    return mask


def _check(mask: Mask, usual: Usual | None = None, draft: Mask | None = None) -> list[Finding]:
    return check_mask(
        mask,
        spacing=SPACING,
        labels=LABELS,
        usual=usual or Usual(),
        draft=lambda: draft,
    )


def _codes(found: list[Finding]) -> list[str]:
    return [one.code for one in found]


def test_a_plain_mask_has_nothing_to_say() -> None:
    assert _check(_liver()) == []


def test_nothing_is_said_of_an_empty_mask_that_nobody_expects_anything_in() -> None:
    assert _check(_empty()) == []


def test_a_label_that_only_the_pre_label_has_is_missed_and_shown_there() -> None:
    draft = _liver()
    draft[8:12, 45:50, 45:50] = 2
    (found,) = _check(_liver(), draft=draft)
    assert (found.code, found.label) == ("empty_label", 2)
    assert found.sentence == "Spleen is empty; the pre-label had 0.20 ml."
    assert found.place is not None
    assert draft[found.place] == 2


@pytest.mark.parametrize(
    ("having", "masks", "said"),
    [
        (10, 10, True),
        (8, 10, True),  # 80 %
        (7, 10, False),  # 70 %: often, not usually
        (9, 9, False),  # too few to say what is usual
    ],
)
def test_a_label_that_most_approved_masks_have_is_missed(
    having: int, masks: int, said: bool
) -> None:
    usual = usual_of(
        [{"1": 4000, "2": 100} for _ in range(having)] + [{"1": 4000}] * (masks - having),
        [0.002] * masks,
    )
    found = _check(_liver(), usual)
    assert _codes(found) == (["empty_label"] if said else [])
    if said:
        assert found[0].sentence == (
            f"Spleen is empty; {having} of {masks} approved masks have it."
        )
        assert found[0].place is None


def _usual(*millilitres: float) -> Usual:
    return Usual(len(millilitres), {1: millilitres})


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([7, 7.5, 8, 8, 8.5, 9, 7.2, 8.8, 7.9, 8.1], False),  # 8 ml is in the middle
        ([70, 75, 80, 80, 85, 90, 72, 88, 79, 81], True),  # a tenth of what is usual
        ([0.7, 0.75, 0.8, 0.8, 0.85, 0.9, 0.72, 0.88, 0.79, 0.81], True),
        ([70, 75, 80, 80, 85, 90, 72, 88, 79], False),  # n = 9 says nothing
        # one wrong mask among the approved ones does not make 8 ml usual
        ([70, 75, 80, 80, 85, 90, 72, 88, 79, 8], True),
    ],
)
def test_a_volume_out_of_the_range_of_approved_masks_is_told_with_its_n(
    known: list[float], said: bool
) -> None:
    found = _check(_liver(), _usual(*known))
    assert _codes(found) == (["volume_range"] if said else [])
    if said:
        assert found[0].sentence.startswith("Liver has 8.0 ml; approved masks have ")
        assert found[0].sentence.endswith(" ml (n = 10).")
        assert found[0].numbers["n"] == 10
        assert found[0].numbers["ml"] == pytest.approx(8.0)


def test_a_range_is_that_of_the_quartiles_in_logarithms() -> None:
    known = [100.0] * 5 + [200.0] * 5
    low, high = _usual(*known).range_of(1) or (0, 0)
    assert (low, high) == pytest.approx((100 / 2**1.5, 200 * 2**1.5))


def test_a_small_piece_far_away_is_found_with_its_distance() -> None:
    mask = _liver()
    mask[2, 2:4, 2:4] = 1
    (found,) = _check(mask)
    assert found.code == "far_piece"
    assert found.place is not None
    assert found.place[0] == 2
    assert mask[found.place] == 1
    gap = np.hypot(np.hypot(2 * 2, 16), 16)  # between the boxes, mm
    assert found.numbers["mm"] == pytest.approx(gap)
    assert found.sentence == "A piece of Liver (0.01 ml) lies 23 mm from the rest."


def test_two_large_pieces_are_no_finding() -> None:
    mask = _empty()
    mask[5:15, 5:15, 5:15] = 1
    mask[5:15, 45:55, 45:55] = 1
    assert _check(mask) == []


def test_crumbs_are_told_from_three_on_and_the_largest_is_shown() -> None:
    mask = _liver()
    mask[6, 42, 25] = mask[8, 42, 30] = 1
    assert _check(mask) == []
    mask[10, 42:44, 35] = 1
    (found,) = _check(mask)
    assert found.code == "many_islands"
    assert found.sentence == (
        "Liver is in 4 separate pieces; 3 are smaller than 1 % of the largest."
    )
    assert found.place in {(10, 42, 35), (10, 43, 35)}


def test_a_hole_is_found_and_another_label_inside_is_none() -> None:
    mask = _liver()
    mask[8:10, 30, 30] = 0
    mask[12, 25, 25] = 2
    (found,) = _check(mask)
    assert (found.code, found.label) == ("holes", 1)
    assert found.sentence == "Liver has a hole in it, 0.00 ml."
    assert found.place in {(8, 30, 30), (9, 30, 30)}
    mask[13, 22, 22] = 0
    assert _check(mask)[0].sentence == "Liver has 2 holes in it, 0.01 ml in all."


def test_a_tunnel_to_the_outside_is_no_hole() -> None:
    mask = _liver()
    mask[8, 30, 20:31] = 0
    assert _check(mask) == []


def test_reaching_the_border_is_told_where_the_pre_label_did_not() -> None:
    mask = _liver()
    mask[:6, 25:35, 25:35] = 1
    (found,) = _check(mask)
    assert (found.code, found.sentence) == ("border", "Liver reaches the first slice of the image.")
    assert found.place is not None
    assert found.place[0] == 0
    assert mask[found.place] == 1
    assert _check(mask, draft=mask.copy()) == []
    mask[8, 30, 35:] = 1
    (edge,) = _check(mask, draft=_liver())
    assert edge.sentence == "Liver reaches the first slice and the right edge of the image."


def test_an_image_of_one_slice_has_no_first_and_last_one() -> None:
    mask = np.zeros((1, 50, 50), np.uint8)
    mask[0, 10:20, 10:20] = 1
    assert _check(mask) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 0.99))
def test_every_place_lies_on_the_label_or_in_its_hole(seed: int, density: float) -> None:
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, 9, 3))
    mask = (rng.random(shape) < density).astype(np.uint8) * rng.integers(1, 3, shape, np.uint8)
    for found in _check(mask, _usual(*[1000.0] * 12), draft=None):
        if found.code == "holes":
            assert found.place is not None
            assert mask[found.place] == 0
        elif found.place is not None:
            assert mask[found.place] == found.label
