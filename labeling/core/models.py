"""What the core keeps: the audit trail, and what is known of each job beside the engine's own row."""

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One act by one person or by the machine. A database trigger refuses change and removal.

    Each event is a link of a chain; a second trigger writes the last three columns, see
    `audit_chain`. Transactions that run at once write to lanes of their own, so none waits.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    act = models.CharField(max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="audit_events",
        help_text="null: the machine",
    )
    project_id = models.BigIntegerField(null=True, db_index=True)
    object_type = models.CharField(max_length=64, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)
    lane = models.PositiveIntegerField(default=0, editable=False)
    number = models.PositiveBigIntegerField(default=0, editable=False, help_text="In its lane.")
    link = models.CharField(
        max_length=64, default="", editable=False, help_text="SHA-256 over the link before it."
    )

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("object_type", "object_id"), name="core_audit_object"),)
        constraints = (
            models.UniqueConstraint(fields=("lane", "number"), name="core_audit_link_is_unique"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.object_type} {self.object_id}".strip()


class AuditHead(models.Model):
    """The end of a lane of the audit chain: without it, cutting off the last events would not show."""

    lane = models.AutoField(primary_key=True)
    count = models.PositiveBigIntegerField(default=0)
    link = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"lane {self.lane}: {self.count}"


class JobRecord(models.Model):
    """Progress and outcome of a job. `committed`: its results are in, a second run does nothing."""

    job_id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=128)
    attempt = models.PositiveIntegerField(default=0)
    fraction = models.FloatField(default=0.0)
    message = models.CharField(max_length=300, blank=True)
    eta_seconds = models.FloatField(null=True)
    committed = models.BooleanField(default=False)
    failure = models.CharField(max_length=300, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(fraction__gte=0, fraction__lte=1),
                name="core_job_fraction_between_0_and_1",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.job_id}"
