"""What a snapshot is: a list of approved revisions that can be checked byte by byte."""

import hashlib
import json
from typing import Any

from labeling.annotate.models import Revision
from labeling.cohorts.selectors import case_name
from labeling.export.leaks import leak_check
from labeling.imaging.slices import instance_and_frame
from labeling.projects.models import Finding, Label, Project, Task
from labeling.projects.selectors import findings_of

FORMAT = "gyre-snapshot/2"
FINDINGS_FORMAT = "gyre-findings-snapshot/1"


def build_manifest(*, project: Project, number: int, revisions: list[Revision]) -> dict[str, Any]:
    """The manifest of these approved revisions, in the order of their case numbers."""
    ordered = sorted(revisions, key=lambda revision: revision.case.number)
    cases = [case_record(revision) for revision in ordered]
    return {
        **_questions(project),
        "project": project.slug,
        "number": number,
        "cases": cases,
        "leak_check": leak_check(cases),
    }


def task_of(manifest: dict[str, Any]) -> Task:
    """What the readers of its cases did."""
    of_findings = manifest["format"] == FINDINGS_FORMAT
    return Task.CLASSIFICATION if of_findings else Task.SEGMENTATION


def manifest_bytes(manifest: dict[str, Any]) -> bytes:
    """The canonical JSON (sorted keys, no spaces, UTF-8) that is hashed and put into each file."""
    return json.dumps(
        manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def manifest_sha256(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(manifest_bytes(manifest)).hexdigest()


def case_record(revision: Revision) -> dict[str, Any]:
    case = revision.case
    slices = case.series.slices
    stored = dict(case.series.instances.values_list("sop_instance_uid", "blob"))
    return {
        "case": case_name(case),
        "case_id": case.pk,
        "split": case.patient.split.name,
        "patient": f"patient-{case.patient_id}",
        "study_instance_uid": case.series.study.study_instance_uid,
        "series_instance_uid": case.series.series_instance_uid,
        "modality": case.series.modality,
        "geometry": case.series.geometry,
        "slices": slices,
        "instance_sha256": [stored[instance_and_frame(key)[0]] for key in slices],
        "revision_id": revision.pk,
        "revision": revision.number,
        "origin": revision.origin,
        "submitted_at": revision.created_at.isoformat(timespec="seconds"),
        **_content(revision),
    }


def _content(revision: Revision) -> dict[str, Any]:
    """The mask, or the answers with what was said and proposed before."""
    if revision.answers is None:
        return {
            "mask_sha256": revision.mask_sha256,
            "mask_blob": revision.mask_blob,
            "label_voxels": revision.label_voxels,
        }
    return {
        "answers": revision.answers,
        "answers_sha256": revision.answers_sha256,
        "first_answers": revision.first_answers,
        "proposal": revision.draft.findings if revision.draft else None,
    }


def _questions(project: Project) -> dict[str, Any]:
    if project.task == Task.CLASSIFICATION:
        asked = [finding_record(finding) for finding in findings_of(project)]
        return {"format": FINDINGS_FORMAT, "findings": asked}
    labels = [label_record(label) for label in project.labels.order_by("value")]
    return {"format": FORMAT, "labels": labels}


def finding_record(finding: Finding) -> dict[str, Any]:
    return {
        "key": finding.key,
        "name": finding.name,
        "code": [finding.code_value, finding.code_scheme, finding.code_meaning],
        "asks_boxes": finding.asks_boxes,
        "excludes_others": finding.excludes_others,
    }


def label_record(label: Label) -> dict[str, Any]:
    ignored = {"ignored": True} if label.ignored else {}
    return {
        "value": label.value,
        "name": label.name,
        **ignored,
        "category": [label.category_value, label.category_scheme, label.category_meaning],
        "type": [label.type_value, label.type_scheme, label.type_meaning],
    }
