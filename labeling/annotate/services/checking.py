"""The checks of a working copy, made once for each version."""

from dataclasses import dataclass
from typing import Any

from labeling.annotate.models import Annotation
from labeling.annotate.selectors import current_mask, findings_in
from labeling.imaging.masks import mask_sha256
from labeling.projects.models import Task
from labeling.projects.selectors import require_task


@dataclass(frozen=True)
class Checked:
    """What the checks said of one version; `findings` as `Finding.as_json` gives them."""

    version: int
    findings: list[dict[str, Any]]


def check_working_copy(*, annotation: Annotation) -> Checked:
    """What is odd about the stored working copy. Asked again for the same version, it is remembered.

    Takes no lock: a save that comes in meanwhile makes the answer one of an older version, and that
    is what it says.

    Raises:
        WrongTask: 409, the project asks for findings.
    """
    require_task(annotation.case.project, Task.SEGMENTATION)
    known = annotation.checks
    if known and known["version"] == annotation.version:
        return Checked(annotation.version, known["findings"])
    mask = current_mask(annotation)
    found = [one.as_json() for one in findings_in(annotation.case, mask, annotation.draft)]
    checks = {"version": annotation.version, "sha256": mask_sha256(mask), "findings": found}
    Annotation.objects.filter(pk=annotation.pk, version=annotation.version).update(checks=checks)
    return Checked(annotation.version, found)
