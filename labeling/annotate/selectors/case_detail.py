"""Everything a viewer needs to show a case, in one answer."""

from typing import Any, TypedDict

from labeling.accounts.models import User
from labeling.annotate.models import Annotation
from labeling.annotate.selectors.answers import may_see_proposal
from labeling.annotate.selectors.blind import remarks_for
from labeling.cohorts.models import Case
from labeling.cohorts.selectors import case_name
from labeling.ingest.addresses import project_root, thumbnail_address
from labeling.prelabel.models import Draft
from labeling.prelabel.selectors import current_draft
from labeling.rounds.selectors import why


class DraftSummary(TypedDict):
    """The proposal that the case opens with; `model` is null for an imported one."""

    id: int
    model: int | None
    state: str
    slice_doubt: list[float]
    doubtful_places: list[dict[str, Any]]
    has_uncertainty: bool


class PatientSummary(TypedDict):
    """As DICOM has them, empty where unknown."""

    sex: str
    age: str


class CaseDetail(TypedDict):
    """See the API's `CaseDetail`."""

    id: int
    name: str
    state: str
    split: str
    flagged: str
    excluded_reason: str
    project: str
    task: str
    study_instance_uid: str
    series_instance_uid: str
    slices: list[str]
    geometry: dict[str, Any] | None
    modality: str
    series_description: str
    thumbnail: str | None
    dicomweb_root: str
    patient: PatientSummary
    draft: DraftSummary | None
    why: Any
    comments: int


def case_detail(case: Case, viewer: User) -> CaseDetail:
    """The case as this person opens it: with the draft of the own working copy, if there is one."""
    series = case.series
    told = may_see_proposal(viewer, case)
    return CaseDetail(
        id=case.pk,
        name=case_name(case),
        state=case.state,
        split=case.patient.split.name,
        flagged=case.flagged,
        excluded_reason=case.excluded_reason,
        project=case.project.slug,
        task=case.project.task,
        study_instance_uid=series.study.study_instance_uid,
        series_instance_uid=series.series_instance_uid,
        slices=series.slices,
        geometry=series.geometry,
        modality=series.modality,
        series_description=series.series_description,
        thumbnail=thumbnail_address(series),
        dicomweb_root=project_root(case.project.slug),
        patient=PatientSummary(sex=case.patient.patient_sex, age=series.study.patient_age),
        draft=_summary(draft_of(case, viewer)) if told else None,
        why=why(case) if told else None,
        comments=remarks_for(case, viewer).filter(resolved_at=None).count(),
    )


def draft_of(case: Case, viewer: User | None = None) -> Draft | None:
    """The draft that the viewer's working copy began from, or the current one."""
    if viewer is not None:
        own = Annotation.objects.filter(case=case, author=viewer, draft__isnull=False)
        latest = own.select_related("draft__model_version").first()
        if latest:
            return latest.draft
    return current_draft(case)


def _summary(draft: Draft | None) -> DraftSummary | None:
    if draft is None:
        return None
    return DraftSummary(
        id=draft.pk,
        model=draft.model_version.number if draft.model_version else None,
        state=draft.state,
        slice_doubt=draft.slice_doubt,
        doubtful_places=draft.doubtful_places,
        has_uncertainty=bool(draft.uncertainty_blob),
    )
