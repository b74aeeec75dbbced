"""The label set of a project."""

from collections.abc import Sequence
from typing import TypedDict

from django.db import transaction

from labeling.accounts.models import User
from labeling.core import audit
from labeling.imaging.masks import IGNORE
from labeling.projects.errors import LabelInUse, LabelsClash
from labeling.projects.models import Label, Project
from labeling.projects.services.once import check_once


class LabelValues(TypedDict):
    """One label as it is set; codes are DICOM coded concepts."""

    value: int
    name: str
    color: int
    ignored: bool
    category_value: str
    category_scheme: str
    category_meaning: str
    type_value: str
    type_scheme: str
    type_meaning: str


@transaction.atomic
def replace_labels(
    *, project: Project, labels: Sequence[LabelValues], by: User | None
) -> list[Label]:
    """Make these the project's labels, matched by value.

    Raises:
        LabelsClash: 422, a value or a name occurs twice, or two labels are ignored.
        LabelInUse: 409, a submitted mask holds voxels of a label that would go.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    values = [label["value"] for label in labels]
    said = {"value": [str(one) for one in values], "name": [label["name"] for label in labels]}
    check_once("label", said, LabelsClash)
    _check_ignored(labels)
    gone = project.labels.exclude(value__in=values)
    used = _used(project, list(gone.values_list("value", flat=True)))
    if used:
        raise LabelInUse(f"Submitted masks hold voxels of the label values {used}: keep them.")
    gone.delete()
    for label in project.labels.all():  # free the names, so that two labels may swap theirs
        Label.objects.filter(pk=label.pk).update(name=f"\x7f{label.value}", ignored=False)
    for one in labels:
        fields = {name: field for name, field in one.items() if name != "value"}
        Label.objects.update_or_create(project=project, value=one["value"], defaults=fields)
    now = [[label["value"], label["name"]] for label in labels]
    audit.record(act="labels.replaced", actor=by, project_id=project.pk, obj=project, labels=now)
    return list(project.labels.order_by("value"))


def _check_ignored(labels: Sequence[LabelValues]) -> None:
    """Datasets write 255 where nobody judged, so no other label may have that value then."""
    ignored = [label["value"] for label in labels if label["ignored"]]
    if len(ignored) > 1:
        raise LabelsClash(
            "Only one label can stand for what nobody judged.", expected="at most 1", got=ignored
        )
    if ignored and any(label["value"] == IGNORE and not label["ignored"] for label in labels):
        raise LabelsClash(
            f"The value {IGNORE} stands for what nobody judged in datasets: give that label another.",
            expected=f"no label {IGNORE} beside the ignored {ignored[0]}",
            got=IGNORE,
        )


def _used(project: Project, values: Sequence[int]) -> list[int]:
    """Of these values, those with voxels in some submitted mask (a reverse look-up by name)."""
    return [
        value
        for value in values
        if project.cases.filter(revisions__label_voxels__has_key=str(value)).exists()
    ]
