"""A label for what nobody judged: out of training, judging, drafts, comparisons and exports."""

from typing import Any

import numpy as np
import pytest

from activelearning.curate.dataset import curate
from activelearning.prelabel.predictors import load_predictor
from activelearning.retrain.judge import judge_on_holdout
from activelearning.stages import Stage, StageReport
from labeling.annotate.selectors import judged_mask, shape_of, stored_mask
from labeling.annotate.statistics import compare as statistics
from labeling.cohorts.models import Case, SplitName
from labeling.prelabel.services import store_draft
from labeling.projects.errors import LabelsClash
from labeling.projects.models import Label, Project
from labeling.projects.selectors import class_values
from labeling.projects.services import replace_labels
from labeling.review.comparing import compare
from labeling.review.selectors import approved_revisions
from labeling.review.services import import_label
from labeling.rounds.models import RunState
from models.training.dataset import read_case, read_index
from models.training.preflight import preflight
from tests.activelearning import balls
from tests.activelearning.held import held_job
from tests.activelearning.networks import TINY, store_network
from tests.factories import make_member, signed_in
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db

NOT_JUDGED = 2


def project() -> Project:
    made = balls.project()
    Label.objects.create(project=made, value=NOT_JUDGED, name="Not judged", ignored=True)
    return made


def half_judged(case: Case, seed: int) -> np.ndarray:
    """The true mask, approved; the lower half of the slices was judged by nobody."""
    mask = balls.scan(seed).mask.copy()
    mask[: balls.SIZE // 2] = NOT_JUDGED
    import_label(case=case, mask=mask, approved=True, actor=balls.person(case.project))
    return mask


def test_the_dataset_holds_255_where_nobody_judged_and_the_preflight_takes_it(
    tmp_path: Any,
) -> None:
    made = project()
    mask = half_judged(balls.add_case(made, 0, SplitName.TRAIN), 0)
    run = records.run(made, RunState.RUNNING)
    folder = curate(StageReport(held_job(), Stage.CURATE), run.pk, tmp_path)
    index = read_index(folder)
    assert (index.label_values, index.ignore_value) == ((0, 1), 255)
    expected = np.where(mask == NOT_JUDGED, 255, mask)
    assert np.array_equal(read_case(index, index.cases[0]).mask, expected)
    assert [label.value for label in preflight(folder).fingerprint.labels] == [1]
    assert class_values(made) == (1,)


def test_what_the_model_says_where_nobody_judged_changes_no_score() -> None:
    made = project()
    case = balls.add_case(made, 0, SplitName.HOLDOUT)
    half_judged(case, 0)
    run = records.run(made, RunState.RUNNING)
    report = StageReport(held_job(), Stage.JUDGE)
    found = judge_on_holdout(report, run.pk, store_network(), TINY.to_json()).holdout
    [one] = found["per_case"]
    judged = slice(balls.SIZE // 2, None)
    truth = balls.scan(0).mask[judged] == 1
    predictor = load_predictor(store_network(), TINY.to_json())
    image = balls.scan(0).image.astype(np.float32)
    said = predictor.predict(image, (1.0, 1.0, 1.0)).labels
    assert (said[: balls.SIZE // 2] == 1).any()  # it would count
    there = said[judged] == 1
    dice = 2 * (truth & there).sum() / (truth.sum() + there.sum())
    assert one["classes"]["1"]["dice"] == pytest.approx(dice)
    assert list(one["classes"]) == ["1"]
    assert one["classes"]["1"]["truth_volume"] == pytest.approx(truth.sum() / 1000)


def test_a_draft_never_says_that_nobody_judged() -> None:
    made = project()
    case = balls.add_case(made, 0, SplitName.TRAIN)
    mask = np.full(shape_of(case), NOT_JUDGED, np.uint8)
    mask[0] = 1
    draft = store_draft(case=case, version=None, mask=mask)
    kept = stored_mask(draft.mask_blob, shape_of(case))
    assert np.array_equal(kept, (mask == 1).astype(np.uint8))


def test_where_one_reader_judged_nothing_two_readers_do_not_differ() -> None:
    one = np.zeros((4, 6, 6), np.uint8)
    one[1:3, 1:5, 1:5] = 1
    other = one.copy()
    other[2] = NOT_JUDGED
    found = compare(one, other, (1.0, 1.0, 1.0), NOT_JUDGED)
    assert (found["voxels"], found["dice"], found["places"]) == (0, 1.0, [])
    assert list(found["labels"]) == ["1"]
    assert compare(one, other, (1.0, 1.0, 1.0))["voxels"] == 36


def test_painting_it_is_an_edit_and_no_loss_of_dice() -> None:
    draft = np.zeros((2, 4, 4), np.uint8)
    draft[0] = 1
    mask = draft.copy()
    mask[0, :2] = NOT_JUDGED
    found = statistics(mask, draft, NOT_JUDGED)
    assert (found.edited_voxels, found.draft_dice) == (8, 1.0)
    assert found.label_voxels == {"1": 8, "2": 8}


def test_the_revision_keeps_what_was_painted() -> None:
    made = project()
    mask = half_judged(balls.add_case(made, 0, SplitName.TRAIN), 0)
    revision = approved_revisions(made).get()
    assert np.array_equal(stored_mask(revision.mask_blob, mask.shape), mask)
    assert (judged_mask(revision) == 255).sum() == (mask == NOT_JUDGED).sum()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([(1, True), (2, True)], "Only one label"),
        ([(1, True), (255, False)], "255"),
    ],
)
def test_a_project_has_one_such_label_and_255_is_free_for_it(
    values: list[tuple[int, bool]], said: str
) -> None:
    made = balls.project()
    rows = [_label(value, f"label {value}", ignored=ignored) for value, ignored in values]
    with pytest.raises(LabelsClash, match=said):
        replace_labels(project=made, labels=rows, by=None)


def test_the_mark_moves_from_one_label_to_another_over_http() -> None:
    made = project()
    client = signed_in(make_member(made, "lead"))
    body = [
        {"value": 1, "name": "Ball", "ignored": True},
        {"value": 2, "name": "Not judged"},
    ]
    answer = client.put(f"/api/projects/{made.slug}/labels", body, format="json")
    assert [one["ignored"] for one in answer.json()] == [True, False]


def _label(value: int, name: str, *, ignored: bool) -> Any:
    code = {"value": "1", "scheme": "SCT", "meaning": "x"}
    codes = {f"{part}_{key}": text for part in ("category", "type") for key, text in code.items()}
    return {"value": value, "name": name, "color": 1, "ignored": ignored, **codes}
