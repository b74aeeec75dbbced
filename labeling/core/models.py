"""What the core keeps: the audit trail, and what is known of each job beside the engine's own row."""

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One act by one person or by the machine. A database trigger refuses change and removal."""

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

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("object_type", "object_id"), name="core_audit_object"),)

    def __str__(self) -> str:
        return f"{self.act} {self.object_type} {self.object_id}".strip()


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
