"""Remarks pinned to slices."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from labeling.accounts.models import User
from labeling.annotate.models import Revision
from labeling.annotate.selectors import shape_of
from labeling.cohorts.models import Case
from labeling.core import audit
from labeling.projects.permissions import Act, can, require
from labeling.review.errors import NotYourCase, OffTheVolume
from labeling.review.models import Comment


@dataclass(frozen=True)
class PinnedComment:
    """A remark; `z` is the slice, `index` the voxel `(z, y, x)`, both may be left out."""

    text: str
    z: int | None = None
    index: Sequence[int] | None = None


@transaction.atomic
def add_comment(
    *, case: Case, author: User, comment: PinnedComment, revision: Revision | None = None
) -> Comment:
    """Leave a remark: reviewers on any case, readers on those that are theirs.

    Raises:
        ActRefused, NotYourCase: 403. OffTheVolume: 422.
    """
    _check_may_comment(case, author)
    z = _checked_place(case, comment)
    made = Comment.objects.create(
        case=case,
        revision=revision,
        author=author,
        text=comment.text,
        z=z,
        index=list(comment.index) if comment.index is not None else None,
    )
    audit.record(
        act="comment.added", actor=author, project_id=case.project_id, obj=made, case=case.pk
    )
    return made


@transaction.atomic
def resolve_comment(*, comment: Comment, user: User) -> Comment:
    """Mark a remark as dealt with; again, nothing changes.

    Raises:
        ActRefused, NotYourCase: 403.
    """
    locked = _locked(comment, user)
    if locked.resolved_at is None:
        locked.resolved_at = timezone.now()
        locked.resolved_by = user
        locked.save(update_fields=["resolved_at", "resolved_by"])
        audit.record(
            act="comment.resolved", actor=user, project_id=locked.case.project_id, obj=locked
        )
    return locked


@transaction.atomic
def reopen_comment(*, comment: Comment, user: User) -> Comment:
    """Say that a remark is not dealt with after all; again, nothing changes.

    Raises:
        ActRefused, NotYourCase: 403.
    """
    locked = _locked(comment, user)
    if locked.resolved_at is not None:
        locked.resolved_at = None
        locked.resolved_by = None
        locked.save(update_fields=["resolved_at", "resolved_by"])
        audit.record(
            act="comment.reopened", actor=user, project_id=locked.case.project_id, obj=locked
        )
    return locked


def _locked(comment: Comment, user: User) -> Comment:
    """The comment under its lock, if this person may settle it."""
    locked = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("case__project")
        .get(pk=comment.pk)
    )
    _check_may_comment(locked.case, user)
    return locked


def _check_may_comment(case: Case, user: User) -> None:
    require(user, case.project, Act.ANNOTATE)
    if can(user, case.project, Act.REVIEW):
        return
    if not case.assignments.filter(assignee=user).exists():
        raise NotYourCase


def _checked_place(case: Case, comment: PinnedComment) -> int | None:
    """The slice of a comment, from its voxel if need be."""
    shape = shape_of(case)
    index = comment.index
    if index is not None and (
        len(index) != 3 or not all(0 <= at < side for at, side in zip(index, shape, strict=True))
    ):
        raise OffTheVolume(
            f"Expected an index [z, y, x] inside {list(shape)}.",
            expected=list(shape),
            got=list(index)[:4],
        )
    z = comment.z if comment.z is not None or index is None else index[0]
    if z is not None and not 0 <= z < shape[0]:
        raise OffTheVolume(
            f"Expected a slice from 0 to {shape[0] - 1}, got {z}.", expected=shape[0] - 1, got=z
        )
    return z
