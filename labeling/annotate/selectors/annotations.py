"""Single working copies and revisions, as far as a person may see them."""

from labeling.accounts.models import User
from labeling.annotate.errors import BlindRead
from labeling.annotate.models import Annotation, Revision
from labeling.annotate.selectors.blind import may_see_others
from labeling.assign.errors import NotYourAssignment
from labeling.projects.errors import NotHere
from labeling.projects.permissions import Act, require, visible_projects


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
    if found.author_id != user.pk and not may_see_others(user, found):
        raise BlindRead
    return found
