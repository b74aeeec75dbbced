"""Making and changing a project."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from labeling.accounts.models import User
from labeling.core import audit
from labeling.projects.channels import check_channels
from labeling.projects.errors import ActRefused, SlugTaken, TaskFixed
from labeling.projects.models import Membership, Project, Role
from labeling.projects.services.findings import FindingValues, replace_findings
from labeling.projects.services.labels import LabelValues, replace_labels
from labeling.projects.services.picking import picking_values

TEXTS = frozenset({"name", "description", "case_prefix", "modality", "task", "channels"})
POLICY = (
    "show_proposal",
    "strategy",
    "strategy_parameters",
    "pick_constraints",
    "budget_minutes",
    "batch_size",
    "random_share",
    "members",
    "rescore_factor",
    "retrain_after",
    "prefill_after",
    "prefill_seconds",
    "auto_promote",
    "training_seconds",
    "holdout_share",
    "validation_share",
    "sign_own_corrections",
    "blind_review",
)


@transaction.atomic
def create_project(
    *,
    user: User,
    name: str,
    slug: str = "",
    values: Mapping[str, Any] | None = None,
    labels: Sequence[LabelValues] = (),
    findings: Sequence[FindingValues] = (),
) -> Project:
    """A project whose lead is the person who made it.

    Args:
        user: an admin, or a person who leads a project already.
        name: for people.
        slug: for addresses; made from the name when empty.
        values: further fields, of TEXTS and POLICY.
        labels: its first label set.
        findings: its first questions.

    Raises:
        ActRefused: 403. SlugTaken: 409. LabelsClash, FindingsClash, StrategyProblem,
            ChannelsProblem: 422.
    """
    if not may_create_projects(user):
        raise ActRefused("Only an admin or the lead of a project makes new projects.")
    slug = slug or slugify(name)[:64] or "project"
    check_channels((values or {}).get("channels", []))
    fields = _known(values or {}) | picking_values(None, values or {})
    project, made = Project.objects.get_or_create(
        slug=slug, defaults={"name": name, "created_by": user, **fields}
    )
    if not made:
        raise SlugTaken(f"A project with the slug {slug!r} exists already: choose another.")
    Membership.objects.create(project=project, user=user, role=Role.LEAD)
    audit.record(act="project.created", actor=user, project_id=project.pk, obj=project)
    if labels:
        replace_labels(project=project, labels=labels, by=user)
    if findings:
        replace_findings(project=project, findings=findings, by=user)
    return project


def may_create_projects(user: User) -> bool:
    return user.is_superuser or user.memberships.filter(role=Role.LEAD).exists()


@transaction.atomic
def change_project(*, project: Project, user: User, values: Mapping[str, Any]) -> Project:
    """Change texts, policy and, before any work, the task. Split shares count for patients to come.

    Raises:
        TaskFixed: 409, work of the other kind is there.
        StrategyProblem, ChannelsProblem: 422, naming the parameter, constraint or channel.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if values.get("task", project.task) != project.task and _is_begun(project):
        raise TaskFixed(expected=project.task, got=values["task"])
    check_channels(values.get("channels", []))
    new = _known(values) | picking_values(project, values)
    before = {name: getattr(project, name) for name in new}
    for name, value in new.items():
        setattr(project, name, value)
    project.save(update_fields=list(before))
    changed = {n: [old, getattr(project, n)] for n, old in before.items()}
    audit.record(
        act="project.changed", actor=user, project_id=project.pk, obj=project, changed=changed
    )
    return project


def _is_begun(project: Project) -> bool:
    """Whether a case was pre-labelled or opened (reverse look-ups by name)."""
    drafted = project.cases.filter(drafts__isnull=False)
    return drafted.exists() or project.cases.filter(annotations__isnull=False).exists()


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in TEXTS or name in POLICY}
