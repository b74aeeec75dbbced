from django.conf import settings
from django.db import models
from django.db.models import Q

from labeling.annotate.models import Revision
from labeling.core.fields import BlobField
from labeling.projects.models import Project, Task


class Snapshot(models.Model):
    """A frozen list of approved revisions, all masks or all answers. Its manifest, and so its hash, never changes."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True)
    manifest = models.JSONField()
    manifest_sha256 = models.CharField(max_length=64)
    case_count = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="snapshot_number_is_unique"),
        )

    def __str__(self) -> str:
        return f"S-{self.number}"


class SnapshotItem(models.Model):
    """A revision in a snapshot: it can no longer be deleted."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="items")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    split = models.CharField(max_length=16)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("snapshot", "revision"), name="snapshot_holds_a_revision_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.snapshot_id}: {self.revision_id}"


class FileFormat(models.TextChoices):
    NIFTI = "nifti"
    NNUNET = "nnunet"
    DICOM_SEG = "dicom_seg"
    CSV = "csv", "findings.csv and boxes.csv"
    COCO = "coco"


OF_TASK = {
    Task.SEGMENTATION: (FileFormat.NIFTI, FileFormat.NNUNET, FileFormat.DICOM_SEG),
    Task.CLASSIFICATION: (FileFormat.CSV, FileFormat.COCO),
}
"""What a snapshot of each kind of project can be written as."""


class FileState(models.TextChoices):
    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"


class SnapshotFile(models.Model):
    """A snapshot written in one format: one zip, made by a job."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=16, choices=FileFormat)
    state = models.CharField(max_length=8, choices=FileState, default=FileState.QUEUED)
    blob = BlobField(blank=True)
    size = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("snapshot", "format"), name="snapshot_file_per_format"),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(blob=""), name="snapshot_file_ready_has_bytes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.snapshot_id}.{self.format}"
