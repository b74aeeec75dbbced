"""Freezing snapshots and having them written."""

from django.db import transaction
from django.db.models import Max

from labeling.accounts.models import User
from labeling.core import audit, blobs, jobs
from labeling.export.errors import FormatOfOtherTask, LeakFound, NothingApproved
from labeling.export.manifest import build_manifest, manifest_sha256, task_of
from labeling.export.models import (
    OF_TASK,
    FileFormat,
    FileState,
    Snapshot,
    SnapshotFile,
    SnapshotItem,
)
from labeling.projects.models import Project
from labeling.review.selectors import approved_revisions


@transaction.atomic
def freeze_snapshot(*, project: Project, user: User | None, name: str = "") -> Snapshot:
    """Freeze what is approved now. Later approvals make later snapshots, never this one longer.

    Raises:
        NothingApproved: no case of the project is approved.
        LeakFound: a patient, series or pixel file stands in more than one split.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    revisions = list(approved_revisions(project))
    if not revisions:
        raise NothingApproved
    last = project.snapshots.aggregate(last=Max("number"))["last"] or 0
    manifest = build_manifest(project=project, number=last + 1, revisions=revisions)
    if not manifest["leak_check"]["clean"]:
        raise LeakFound(expected="each in one split", got=manifest["leak_check"])
    snapshot = Snapshot.objects.create(
        project=project,
        number=last + 1,
        name=name,
        manifest=manifest,
        manifest_sha256=manifest_sha256(manifest),
        case_count=len(revisions),
        created_by=user,
    )
    SnapshotItem.objects.bulk_create(
        SnapshotItem(snapshot=snapshot, revision=revision, split=revision.case.patient.split.name)
        for revision in revisions
    )
    audit.record(
        act="snapshot.frozen",
        actor=user,
        project_id=project.pk,
        obj=snapshot,
        cases=len(revisions),
        manifest_sha256=snapshot.manifest_sha256,
    )
    return snapshot


@transaction.atomic
def request_file(*, snapshot: Snapshot, file_format: FileFormat, user: User | None) -> SnapshotFile:
    """Have the snapshot written in a format; once written it stays. A failed one is tried again.

    Raises:
        FormatOfOtherTask: 422.
    """
    allowed = OF_TASK[task_of(snapshot.manifest)]
    if file_format not in allowed:
        raise FormatOfOtherTask(expected=[one.value for one in allowed], got=file_format.value)
    file, _ = SnapshotFile.objects.select_for_update().get_or_create(
        snapshot=snapshot, format=file_format
    )
    if file.state == FileState.READY:
        return file
    file.state, file.error = FileState.QUEUED, ""
    file.save(update_fields=["state", "error"])
    jobs.enqueue(
        "export.write_file", queue="web", once=f"export.write_file:{file.pk}", file_id=file.pk
    )
    audit.record(
        act="snapshot.requested",
        actor=user,
        project_id=snapshot.project_id,
        obj=snapshot,
        format=file_format,
    )
    return file


def keep_file(*, file: SnapshotFile, blob: blobs.Blob) -> None:
    SnapshotFile.objects.filter(pk=file.pk).update(
        state=FileState.READY, blob=blob.sha256, size=blob.size, error=""
    )


def fail_file(*, file: SnapshotFile, error: str) -> None:
    SnapshotFile.objects.filter(pk=file.pk).update(state=FileState.FAILED, error=error)
