from django.conf import settings
from django.db import models
from django.db.models import Q

from labeling.projects.models import Project


class SimulationState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (SimulationState.QUEUED, SimulationState.RUNNING)


class Simulation(models.Model):
    """Annotation replayed over a project's approved masks, once a strategy: who asked, what came."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="simulations")
    state = models.CharField(max_length=16, choices=SimulationState, default=SimulationState.QUEUED)
    parameters = models.JSONField(help_text="labeling.simulations.parameters.Parameters.to_json")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True, help_text="The job that is at it, or was last.")
    played = models.PositiveIntegerField(default=0, help_text="Rounds that are there.")
    revisions = models.JSONField(
        default=list, help_text='What it learns from: [{"case", "revision", "mask_sha256"}].'
    )
    results = models.JSONField(default=dict, help_text="activelearning.simulate.summary")
    error_code = models.CharField(max_length=48, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("project",),
                condition=Q(state__in=("queued", "running")),
                name="simulation_one_at_a_time_in_a_project",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error_code=""), name="simulation_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "running", "succeeded", "failed", "cancelled")),
                name="simulation_state_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"simulation {self.pk}"
