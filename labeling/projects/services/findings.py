"""The questions of a classification project."""

from collections.abc import Sequence
from typing import TypedDict

from django.db import transaction

from labeling.accounts.models import User
from labeling.core import audit
from labeling.projects.errors import FindingInUse, FindingsClash
from labeling.projects.models import Finding, Project
from labeling.projects.services.once import check_once


class FindingValues(TypedDict):
    """One finding as it is set; the code is a DICOM coded concept, all three empty for none."""

    key: str
    name: str
    color: int
    asks_boxes: bool
    excludes_others: bool
    code_value: str
    code_scheme: str
    code_meaning: str


@transaction.atomic
def replace_findings(
    *, project: Project, findings: Sequence[FindingValues], by: User | None
) -> list[Finding]:
    """Make these the project's findings, in this order, matched by key.

    Raises:
        FindingsClash: 422, a key or a name occurs twice.
        FindingInUse: 409, answers or proposals name a finding that would go.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    keys = [finding["key"] for finding in findings]
    names = [finding["name"] for finding in findings]
    check_once("finding", {"key": keys, "name": names}, FindingsClash)
    gone = project.findings.exclude(key__in=keys)
    used = _used(project, list(gone.values_list("key", flat=True)))
    if used:
        raise FindingInUse(f"Answers or proposals name the findings {', '.join(used)}: keep them.")
    gone.delete()
    for finding in project.findings.all():  # free the names, so that two findings may swap theirs
        Finding.objects.filter(pk=finding.pk).update(name=f"\x7f{finding.pk}")
    for order, one in enumerate(findings, start=1):
        fields = {name: field for name, field in one.items() if name != "key"}
        Finding.objects.update_or_create(
            project=project, key=one["key"], defaults={**fields, "order": order}
        )
    audit.record(
        act="findings.replaced", actor=by, project_id=project.pk, obj=project, findings=keys
    )
    return list(project.findings.order_by("order"))


def _used(project: Project, keys: Sequence[str]) -> list[str]:
    """Of these keys, those that some answers or proposals name (reverse look-ups by name)."""
    return [
        key
        for key in keys
        if project.cases.filter(revisions__answers__has_key=key).exists()
        or project.cases.filter(annotations__answers__has_key=key).exists()
        or project.cases.filter(drafts__findings__has_key=key).exists()
    ]
