"""Who belongs to a project."""

from django.contrib.auth import get_user_model
from django.db import transaction

from labeling.accounts.models import User
from labeling.core import audit, jobs
from labeling.projects.errors import LastLead, UnknownPerson
from labeling.projects.models import Membership, Project, Role


@transaction.atomic
def add_member(*, project: Project, username: str, role: Role, by: User | None) -> Membership:
    """Let a person in, or change the role of one who is in.

    Raises:
        UnknownPerson: 422. LastLead: 409, the only lead would lose the role.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise UnknownPerson(f"Expected the user name of an active person, got {username!r}.")
    membership = project.memberships.filter(user=user).first()
    if membership is None:
        membership = Membership.objects.create(project=project, user=user, role=role)
    else:
        if role != Role.LEAD:
            _keep_a_lead(membership)
        membership.role = role
        membership.save(update_fields=["role"])
        _free_cases(membership)
    _record("member.added", by, membership)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Take a person out. What the person made stays; cases in hand are freed by a job.

    Raises:
        LastLead: 409.
    """
    Project.objects.select_for_update().get(pk=membership.project_id)
    _keep_a_lead(membership)
    _record("member.removed", by, membership)
    membership.delete()
    _free_cases(membership)


def _free_cases(membership: Membership) -> None:
    """By name: assignments are a layer above. The job does nothing for one who may annotate."""
    jobs.enqueue(
        "assign.take_back",
        queue="web",
        project_id=membership.project_id,
        user_id=membership.user_id,
    )


def _record(act: str, by: User | None, membership: Membership) -> None:
    audit.record(
        act=act,
        actor=by,
        project_id=membership.project_id,
        obj=membership,
        user=membership.user_id,
        role=str(membership.role),
    )


def _keep_a_lead(membership: Membership) -> None:
    leads = membership.project.memberships.filter(role=Role.LEAD)
    if membership.role == Role.LEAD and not leads.exclude(pk=membership.pk).exists():
        raise LastLead
