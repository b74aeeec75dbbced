"""Single working copies and revisions, as far as a person may see them."""

from labeling.accounts.models import User
from labeling.annotate.errors import BlindRead
from labeling.annotate.models import Annotation, Revision
from labeling.assign.errors import NotYourAssignment
from labeling.assign.models import AssignmentState
from labeling.assign.selectors import reads_study_blind
from labeling.cohorts.models import CaseState
from labeling.projects.errors import NotHere
from labeling.projects.permissions import Act, can, require, visible_projects


def annotation_for(user: User, annotation_id: int) -> Annotation:
    """The person's own working copy.

    Raises:
        NotHere: 404. ActRefused: 403. NotYourAssignment: 403.
    """
    rows = Annotation.objects.select_related(
        "assignment", "case__project", "case__series__study", "case__patient__split", "draft"
    )
    found = rows.filter(pk=annotation_id, case__project__in=visible_projects(user)).first()
    if found is None:
        raise NotHere
    require(user, found.case.project, Act.ANNOTATE)
    if found.author_id != user.pk:
        raise NotYourAssignment
    return found


def revision_for(user: User, revision_id: int, act: Act = Act.VIEW) -> Revision:
    """A revision, unless it would spoil a blind read.

    Annotators see their own ones, and those of approved cases. Nobody sees another's while having
    the same case in hand, nor another series' of the study that one reads as one of two readers.

    Raises:
        NotHere: 404. ActRefused: 403. BlindRead: 403.
    """
    rows = Revision.objects.select_related(
        "author", "annotation__assignment", "case__project", "case__series__study"
    )
    found = rows.filter(pk=revision_id, case__project__in=visible_projects(user)).first()
    if found is None:
        raise NotHere
    require(user, found.case.project, act)
    if found.author_id != user.pk and not _may_see_others(user, found):
        raise BlindRead
    return found


def _may_see_others(user: User, revision: Revision) -> bool:
    if revision.case.state == CaseState.APPROVED:
        return not reads_study_blind(user, revision.case.series.study_id)
    reading = revision.case.assignments.filter(
        assignee=user, state__in=(AssignmentState.OPEN, AssignmentState.IN_PROGRESS)
    )
    if reading.exists():
        return False
    project = revision.case.project
    return any(can(user, project, act) for act in (Act.REVIEW, Act.TRAIN, Act.EXPORT))
