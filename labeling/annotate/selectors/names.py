"""Whose mask it is, as far as a reviewer is to know."""

from typing import Any, TypedDict

from labeling.accounts.models import User
from labeling.annotate.models import Annotation, Origin, Revision
from labeling.cohorts.models import Case, CaseState


class ShownPerson(TypedDict):
    """As `PersonName` in the API; a reader without a name has the id 0."""

    id: int
    username: str
    name: str


def is_blind(case: Case) -> bool:
    """Whether the readers of this case have no names yet: the project reviews blind, nothing is decided."""
    return case.project.blind_review and case.state != CaseState.APPROVED


def shown_author(revision: Revision, viewer: User) -> ShownPerson:
    """Who made a mask; the readers of an undecided case are Reader A and B in a blind review."""
    assignment = revision.annotation.assignment
    hidden = (
        revision.origin == Origin.READER
        and revision.author_id != viewer.pk
        and is_blind(revision.case)
    )
    return nameless(assignment.read if assignment else 1) if hidden else named(revision.author)


def shown_reader(case: Case, author: User, viewer: User) -> ShownPerson:
    """Who said something about a case, by the same rule."""
    if author.pk == viewer.pk or not is_blind(case):
        return named(author)
    assignment = case.assignments.filter(assignee=author).order_by("-pk").first()
    return nameless(assignment.read) if assignment else named(author)


def nameless(read: int) -> ShownPerson:
    return ShownPerson(id=0, username="", name=f"Reader {chr(ord('A') + read - 1)}")


def named(user: User) -> ShownPerson:
    return ShownPerson(id=user.pk, username=user.username, name=user.name)


def sources_of(annotation: Annotation) -> list[Revision]:
    """What a correction or merge was made from, first reader first."""
    rows = annotation.made_from.select_related("author", "case__project", "annotation__assignment")
    return list(rows.order_by("annotation__assignment__read", "number"))


def sources_as_shown(annotation: Annotation, viewer: User) -> list[dict[str, Any]]:
    """The same as the API's `Source`."""
    return [
        {"id": one.pk, "number": one.number, "author": shown_author(one, viewer)["name"]}
        for one in sources_of(annotation)
    ]
