from django.conf import settings
from django.db import models
from django.db.models import Q

from labeling.cohorts.models import Case


class AssignmentState(models.TextChoices):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


ACTIVE = ("open", "in_progress", "submitted", "returned")


class Leased(models.Model):
    """What one window at a time may change; the lease keeps a second one out."""

    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_since = models.DateTimeField(null=True)
    lease_window = models.CharField(
        max_length=80, blank=True, help_text="Browser and system of the window that took the lease."
    )

    class Meta:
        abstract = True


class Assignment(Leased):
    """A case given to a reader, with the lease that keeps two windows from editing it at once."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    state = models.CharField(max_length=16, choices=AssignmentState, default=AssignmentState.OPEN)
    read = models.PositiveSmallIntegerField(default=1, help_text="1 is the first reader.")
    priority = models.IntegerField(default=0, help_text="Lower comes first.")
    due = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was skipped.")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("priority", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "assignee"),
                condition=Q(state__in=ACTIVE),
                name="assignment_once_to_a_reader",
            ),
            models.UniqueConstraint(
                fields=("case", "read"),
                condition=Q(state__in=ACTIVE),
                name="assignment_one_reader_per_read",
            ),
        )

    def __str__(self) -> str:
        return f"assignment {self.pk}"
