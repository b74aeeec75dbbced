from django.conf import settings
from django.db import models
from django.db.models import Q

from labeling.ingest.models import Patient, Series
from labeling.projects.models import Project


class SplitName(models.TextChoices):
    TRAIN = "train"
    VALIDATION = "validation"
    HOLDOUT = "holdout"


class PatientSplit(models.Model):
    """Drawn once for a patient, at random, and never changed (a database trigger holds it)."""

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="split")
    name = models.CharField(max_length=16, choices=SplitName)
    draw = models.FloatField(null=True, help_text="The number in [0, 1) that decided; null if set.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.patient_id}: {self.name}"


class CaseState(models.TextChoices):
    NEW = "new"
    READY = "ready"
    DRAFTED = "drafted"
    PICKED = "picked"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    EXCLUDED = "excluded"


class Case(models.Model):
    """What is labelled: one series that forms a volume, inside one project."""

    goes_with_series = "series"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="cases")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="cases")
    series = models.OneToOneField(Series, on_delete=models.PROTECT, related_name="case")
    number = models.PositiveIntegerField(help_text="Counts up in the project.")
    state = models.CharField(max_length=16, choices=CaseState, default=CaseState.NEW)
    state_changed_at = models.DateTimeField(auto_now_add=True)
    excluded_reason = models.CharField(max_length=200, blank=True)
    flagged = models.CharField(max_length=200, blank=True, help_text="A reader's note to the lead.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("project", "number")
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="case_number_is_unique"),
            models.CheckConstraint(
                condition=~Q(state="excluded") | ~Q(excluded_reason=""),
                name="case_excluded_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CaseState.values), name="case_state_is_known"
            ),
        )
        indexes = (models.Index(fields=("project", "state"), name="case_by_state"),)

    def __str__(self) -> str:
        return f"case {self.pk}"


class CohortKind(models.TextChoices):
    POOL = "pool"
    HOLDOUT = "holdout"
    GOLD = "gold"


class Cohort(models.Model):
    """A saved search result: the query as it was asked, and the cases that it found then."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=CohortKind, default=CohortKind.POOL)
    query = models.JSONField(default=dict)
    cases: "models.ManyToManyField[Case, CohortCase]" = models.ManyToManyField(
        Case, through="CohortCase", related_name="cohorts"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("project", "name"), name="cohort_name_is_unique"),
        )

    def __str__(self) -> str:
        return self.name


class CohortCase(models.Model):
    """A case's place in a cohort."""

    goes_with_series = "case__series"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cohort", "case"), name="cohort_holds_a_case_once"),
        )

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.case_id}"


class CohortSeries(models.Model):
    """A series on its way in: when it opens as a case, that case joins the cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    series_instance_uid = models.CharField(max_length=64, help_text="As it is stored here.")

    class Meta:
        verbose_name_plural = "cohort series"
        constraints = (
            models.UniqueConstraint(
                fields=("series_instance_uid", "cohort"), name="cohort_waits_for_a_series_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cohort_id} waits"
