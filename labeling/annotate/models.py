from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from labeling.assign.models import Assignment, Leased
from labeling.cohorts.models import Case
from labeling.core.fields import BlobField
from labeling.prelabel.models import Draft


class Purpose(models.TextChoices):
    """Why there is a working copy."""

    READ = "read"
    CORRECTION = "correction"
    ADJUDICATION = "adjudication"


class Annotation(Leased):
    """A working copy, each save a version.

    Of a mask: a base plus the slices changed since. Of findings: the answers so far, and those that
    the reader had given before the model's proposal was shown.

    A read has an assignment, which holds its lease (an import is a read without one). A reviewer's
    correction or merge has none: it names what it was made from, and holds its own lease.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="annotations")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="annotations"
    )
    assignment = models.OneToOneField(
        Assignment, null=True, on_delete=models.PROTECT, related_name="annotation"
    )
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.READ)
    made_from: "models.ManyToManyField[Revision, models.Model]" = models.ManyToManyField(
        "Revision", related_name="made_into", help_text="What is corrected or merged."
    )
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="+")
    base_blob = BlobField(blank=True, help_text="Empty: all background.")
    version = models.PositiveIntegerField(default=1, help_text="The ETag; rises with each save.")
    answers = models.JSONField(null=True, help_text="See labeling.imaging.findings.")
    first_answers = models.JSONField(null=True, help_text="Before the proposal was shown.")
    first_seconds = models.PositiveIntegerField(null=True, help_text="Active time until then.")
    active_seconds = models.PositiveIntegerField(default=0)
    checks = models.JSONField(
        null=True, help_text='{"version", "sha256", "findings"} of the version last checked.'
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose="read") | Q(assignment__isnull=True),
                name="annotation_of_an_assignment_is_a_read",
            ),
        )

    def __str__(self) -> str:
        return f"annotation {self.pk}"

    @property
    def held(self) -> Leased:
        """What the lease is on."""
        return self.assignment or self


class SliceEdit(models.Model):
    """One slice of a working copy that differs from its base: gzip of (y, x) uint8."""

    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="slices")
    z = models.PositiveIntegerField()
    plane = models.BinaryField()
    version = models.PositiveIntegerField(help_text="The annotation's version that wrote it.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("annotation", "z"), name="slice_edit_once_a_slice"),
        )

    def __str__(self) -> str:
        return f"{self.annotation_id} z={self.z}"


class Origin(StrEnum):
    """Who made a mask."""

    READER = "reader"
    REVIEWER = "reviewer"
    IMPORT = "import"
    ADJUDICATED = "adjudicated"


class Revision(models.Model):
    """A submitted mask, or submitted answers. Never changes (a database trigger holds it)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revisions")
    annotation = models.ForeignKey(Annotation, on_delete=models.PROTECT, related_name="revisions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveIntegerField(help_text="Counts up in the case.")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="revisions")
    mask_blob = BlobField(blank=True)
    mask_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the raw uint8 (z, y, x) bytes."
    )
    answers = models.JSONField(null=True, help_text="See labeling.imaging.findings.")
    answers_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the answers' canonical JSON."
    )
    first_answers = models.JSONField(
        null=True, help_text="Before the proposal was shown, if it was."
    )
    first_seconds = models.PositiveIntegerField(null=True, help_text="Active time until then.")
    finding_counts = models.JSONField(default=dict, help_text="See labeling.annotate.answers.")
    origin = models.CharField(max_length=16, help_text="reader, reviewer, import, adjudicated.")
    active_seconds = models.PositiveIntegerField(default=0)
    edited_voxels = models.PositiveBigIntegerField(default=0, help_text="Against the draft.")
    draft_dice = models.FloatField(null=True, help_text="Mean foreground Dice with the draft.")
    label_voxels = models.JSONField(default=dict, help_text='{"<value>": voxels}')
    label_edits = models.JSONField(
        default=dict, help_text='Against the draft: {"<value>": {"added", "removed"}} in voxels.'
    )
    findings = models.JSONField(null=True, help_text="What the checks said; null: not checked.")
    own_voxels = models.PositiveBigIntegerField(
        null=True, help_text="That none of the masks it was made from has so; null for a read."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="revision_number_is_unique"),
            models.CheckConstraint(
                condition=Q(answers__isnull=True, answers_sha256="") & ~Q(mask_sha256="")
                | Q(answers__isnull=False, mask_sha256="", mask_blob="") & ~Q(answers_sha256=""),
                name="revision_is_a_mask_or_answers",
            ),
        )

    def __str__(self) -> str:
        return f"r{self.number}"
