"""Reads of drafts."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from labeling.cohorts.lifecycle import POOL
from labeling.cohorts.models import Case, CaseState, SplitName
from labeling.imaging.findings import Question, Questions
from labeling.ingest.selectors import geometry_of
from labeling.prelabel.models import Draft, DraftState
from labeling.projects.errors import NotHere
from labeling.projects.permissions import Anyone, visible_projects
from labeling.projects.selectors import findings_of
from labeling.rounds.lanes import Lane
from labeling.rounds.models import ModelState, ModelVersion, Score

UNOPENED = (*POOL, CaseState.ASSIGNED)


def current_draft(case: Case) -> Draft | None:
    """What a reader would start from."""
    return case.drafts.filter(state=DraftState.CURRENT).select_related("model_version").first()


def keeps_its_draft(case: Case) -> bool:
    """Whether the champion leaves the current draft as it is.

    An imported one is a person's proposal; one by the quick model that came from the champion has
    learned from more.
    """
    draft = current_draft(case)
    if draft is None:
        return False
    return draft.model_version is None or draft.model_version.state == ModelState.PREFILL


def other_models_draft(case: Case, version: ModelVersion) -> Draft | None:
    """The last mask that another challenger than this one drafted for the case.

    Quick models have no say: they are the champion again, a little later.
    """
    if version.run.lane != Lane.FULL:
        return None
    others = case.drafts.exclude(mask_blob="").exclude(model_version=None)
    challengers = others.filter(model_version__run__lane=Lane.FULL)
    return challengers.exclude(model_version=version).order_by("-pk").first()


def unopened_cases(project_id: int) -> QuerySet[Case]:
    """Of the training split: nobody has opened them, so a model may draft them. By number."""
    found = Case.objects.filter(
        project=project_id, state__in=UNOPENED, patient__split__name=SplitName.TRAIN
    )
    return found.select_related("project", "series").order_by("number")


def cases_to_draft(version: ModelVersion) -> QuerySet[Case]:
    """Unopened training-split cases that this model has not drafted or not scored, by number.

    A case whose current draft was imported, or is by the model's quick one, keeps it and is only
    scored.
    """
    drafts = Draft.objects.filter(case=OuterRef("pk"), state=DraftState.CURRENT)
    settled = drafts.filter(by_or_better_than(version))
    scored = Score.objects.filter(case=OuterRef("pk"), model_version=version)
    return unopened_cases(version.project_id).exclude(Exists(settled) & Exists(scored))


def by_or_better_than(version: ModelVersion) -> Q:
    """Drafts that this version would not replace: its own, its quick model's, and imported ones."""
    quick = Q(model_version__parent=version, model_version__state=ModelState.PREFILL)
    return Q(model_version=version) | quick | Q(model_version=None)


def cases_to_prefill(version: ModelVersion) -> QuerySet[Case]:
    """Cases that a reader opens next and this quick model has not drafted: picked or assigned.

    A case whose current draft was imported keeps it.
    """
    drafts = Draft.objects.filter(case=OuterRef("pk"), state=DraftState.CURRENT)
    settled = drafts.filter(Q(model_version=version) | Q(model_version=None))
    return (
        Case.objects.filter(
            project=version.project_id, state__in=(CaseState.PICKED, CaseState.ASSIGNED)
        )
        .exclude(Exists(settled))
        .select_related("project", "series")
        .order_by("number")
    )


def draft_for(user: Anyone, draft_id: int) -> Draft:
    """A draft of a project that the person can see; raises NotHere (404)."""
    drafts = Draft.objects.filter(case__project__in=visible_projects(user))
    draft = drafts.select_related("case__series").filter(pk=draft_id).first()
    if draft is None:
        raise NotHere
    return draft


def questions_of(case: Case) -> Questions:
    """What is asked about a case: the project's findings, on its slices."""
    _, rows, columns = geometry_of(case.series).shape
    asked = [
        Question(one.key, asks_boxes=one.asks_boxes, excludes_others=one.excludes_others)
        for one in findings_of(case.project)
    ]
    return Questions(asked, case.series.slices, rows, columns)
