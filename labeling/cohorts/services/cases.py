"""Cases come from series that form a volume."""

from django.db import transaction
from django.db.models import Max

from labeling.accounts.models import User
from labeling.cohorts.errors import SeriesNotReady
from labeling.cohorts.models import Case, CaseState
from labeling.cohorts.selectors import is_further_channel
from labeling.cohorts.services.cohorts import join_cohorts
from labeling.cohorts.services.moves import move_case
from labeling.cohorts.services.splits import draw_split
from labeling.core import audit, jobs
from labeling.ingest.models import Series, SeriesState
from labeling.projects.models import Project


@transaction.atomic
def take_in(*, series_id: int) -> Case | None:
    """An indexed series becomes a case, or is one more channel of its study's cases: then None.

    Cases that waited for such a channel are drafted.

    Raises:
        SeriesNotReady: 409.
    """
    series = Series.objects.select_related("project").get(pk=series_id)
    if not is_further_channel(series):
        return open_case(series_id=series_id)
    if series.project.model_versions.filter(state="champion").exists():
        for case in Case.objects.filter(series__study=series.study_id):
            jobs.enqueue("activelearning.prelabel_case", queue="machine", case_id=case.pk)
    return None


@transaction.atomic
def open_case(*, series_id: int) -> Case:
    """Make the case of an indexed series, and draw its patient's split. Again: the same case.

    Raises:
        SeriesNotReady: 409.
    """
    series = Series.objects.select_related("study__patient").get(pk=series_id)
    project = Project.objects.select_for_update().get(pk=series.project_id)
    found = Case.objects.filter(series=series).first()
    if found:
        return found
    if series.state != SeriesState.READY:
        raise SeriesNotReady(
            f"Series {series_id} is {series.state}; a case needs one that is ready.",
            expected="ready",
            got=series.state,
        )
    draw_split(patient=series.study.patient)
    last = project.cases.aggregate(last=Max("number"))["last"] or 0
    case = Case.objects.create(
        project=project, patient=series.study.patient, series=series, number=last + 1
    )
    move_case(case=case, to=CaseState.READY, actor=None, reason="indexed")
    join_cohorts(case=case)
    if project.model_versions.filter(state="champion").exists():
        jobs.enqueue("activelearning.prelabel_case", queue="machine", case_id=case.pk)
    return case


@transaction.atomic
def flag_case(*, case: Case, note: str, actor: User) -> Case:
    """Leave a note for the lead on a case; an empty one takes it away."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    case.flagged = note.strip()[:200]
    case.save(update_fields=["flagged"])
    audit.record(
        act="case.flagged", actor=actor, project_id=case.project_id, obj=case, flagged=bool(note)
    )
    return case
