import gzip
import threading

import numpy as np
import pytest
from django.db import connections
from numpy.typing import NDArray
from rest_framework.test import APIClient

from labeling.annotate.selectors import stored_mask
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.imaging.masks import encode_mask
from labeling.prelabel.errors import CaseIsOpened
from labeling.prelabel.models import Draft
from labeling.prelabel.selectors import cases_to_draft, current_draft, keeps_its_draft
from labeling.prelabel.services import mark_stale, store_draft
from labeling.projects.services import LabelValues, replace_labels
from labeling.rounds.models import ModelVersion
from labeling.rounds.services import store_score
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db
FIELDS = LabelValues.__annotations__
MASK = np.arange(60, dtype=np.uint8).reshape(records.SHAPE) % 3


def drafted(case: Case, version: ModelVersion | None) -> int:
    return store_draft(case=case, version=version, mask=MASK).pk


def scored(case: Case, version: ModelVersion) -> None:
    store_score(
        case_id=case.pk, version_id=version.pk, score=0.5, components={}, band_probabilities=[]
    )


def test_a_draft_comes_back_voxel_for_voxel_and_moves_a_ready_case() -> None:
    case = records.case(records.project())
    draft = store_draft(case=case, version=None, mask=MASK, slice_doubt=[0.1, 0.2, 0.3])
    np.testing.assert_array_equal(stored_mask(draft.mask_blob, MASK.shape), MASK)
    case.refresh_from_db()
    assert case.state == CaseState.DRAFTED


def test_a_newer_draft_takes_the_place_of_the_older() -> None:
    project = records.project()
    case, version = records.case(project), records.version(project)
    drafted(case, None)
    newer = drafted(case, version)
    draft = current_draft(case)
    assert draft is not None
    assert draft.pk == newer
    assert sorted(case.drafts.values_list("state", flat=True)) == ["current", "stale"]


@pytest.mark.parametrize(
    "state", [CaseState.IN_PROGRESS, CaseState.SUBMITTED, CaseState.APPROVED, CaseState.EXCLUDED]
)
def test_a_draft_never_replaces_work(state: CaseState) -> None:
    case = records.case(records.project(), state)
    with pytest.raises(CaseIsOpened):
        drafted(case, None)
    assert not case.drafts.exists()


@pytest.mark.django_db(transaction=True)
def test_a_label_that_goes_while_a_draft_is_made_goes_before_or_after_never_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = records.case(records.project())
    label = case.project.labels.get(value=2)
    kept = LabelValues(**{key: getattr(case.project.labels.get(value=1), key) for key in FIELDS})
    seen: list[bool] = []

    def take_out() -> None:
        replace_labels(project=case.project, labels=[kept], by=None)
        connections.close_all()

    going = threading.Thread(target=take_out)

    def encode(mask: NDArray[np.uint8]) -> bytes:
        going.start()
        going.join(1)
        seen.append(case.project.labels.filter(pk=label.pk).exists())
        return encode_mask(mask)

    monkeypatch.setattr("labeling.prelabel.services.encode_mask", encode)
    draft = drafted(case, None)
    going.join()
    held = 2 in stored_mask(Draft.objects.get(pk=draft).mask_blob, MASK.shape)
    assert seen == [held]
    assert not case.project.labels.filter(pk=label.pk).exists()


def test_another_champion_makes_drafts_stale_but_not_imported_ones() -> None:
    project, other = records.project(), records.project("other")
    old, new = records.version(project), records.version(project)
    model_drafted, imported, elsewhere = (
        records.case(project),
        records.case(project),
        records.case(other),
    )
    drafted(model_drafted, old)
    drafted(imported, None)
    drafted(elsewhere, records.version(other))
    assert mark_stale(project_id=project.pk, version_id=new.pk) == 1
    assert current_draft(model_drafted) is None
    assert keeps_its_draft(imported)
    assert current_draft(elsewhere) is not None


def test_cases_to_draft_are_unopened_training_cases_not_done_yet() -> None:
    project = records.project()
    old, new = records.version(project), records.version(project)
    waiting = [
        records.case(project, state)
        for state in (CaseState.READY, CaseState.DRAFTED, CaseState.PICKED, CaseState.ASSIGNED)
    ]
    for state in (CaseState.NEW, CaseState.IN_PROGRESS, CaseState.APPROVED, CaseState.EXCLUDED):
        records.case(project, state)
    records.case(project, split=SplitName.HOLDOUT)
    records.case(records.project("other"))
    done, half, imported, unscored_import = (records.case(project) for _ in range(4))
    drafted(done, new)
    scored(done, new)
    drafted(half, old)
    scored(half, new)
    drafted(imported, None)
    scored(imported, new)
    drafted(unscored_import, None)
    wanted = [case.pk for case in (*waiting, half, unscored_import)]
    assert [case.pk for case in cases_to_draft(new)] == wanted


def test_a_draft_is_served_as_it_lies_and_cached_for_ever() -> None:
    project = records.project()
    doubt = np.full(records.SHAPE, 7, np.uint8)
    draft = store_draft(case=records.case(project), version=None, mask=MASK, uncertainty=doubt)
    client = APIClient()
    client.force_login(records.person("reader", project, "annotator"))  # type: ignore[arg-type]
    answer = client.get(f"/api/drafts/{draft.pk}/mask")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "Content-Encoding" not in answer
    assert gzip.decompress(answer.content) == MASK.tobytes()
    again = client.get(f"/api/drafts/{draft.pk}/mask", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    sent = client.get(f"/api/drafts/{draft.pk}/uncertainty").content
    assert gzip.decompress(sent) == doubt.tobytes()


def test_an_imported_draft_has_no_uncertainty_map() -> None:
    project = records.project()
    pk = drafted(records.case(project), None)
    client = APIClient()
    client.force_login(records.person("reader", project))
    answer = client.get(f"/api/drafts/{pk}/uncertainty")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_uncertainty")
