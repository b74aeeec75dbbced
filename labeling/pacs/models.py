from django.conf import settings
from django.db import models
from django.db.models import Q

from labeling.annotate.models import Revision
from labeling.cohorts.models import Cohort
from labeling.ingest.models import Instance, Upload
from labeling.projects.models import Project


class PacsAuth(models.TextChoices):
    NONE = "none"
    BASIC = "basic"
    BEARER = "bearer"


class PacsState(models.TextChoices):
    UNCHECKED = "unchecked"
    OK = "ok"
    FAILING = "failing"


class Pacs(models.Model):
    """An upstream PACS that speaks DICOMweb. Registered by admins only."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=400, help_text="The DICOMweb root, http or https.")
    auth = models.CharField(max_length=8, choices=PacsAuth, default=PacsAuth.NONE)
    username = models.CharField(max_length=120, blank=True)
    secret = models.TextField(blank=True, help_text="Password or token, encrypted: see sealing.")
    state = models.CharField(max_length=12, choices=PacsState, default=PacsState.UNCHECKED)
    problem = models.TextField(blank=True, help_text="Why the last check failed.")
    checked_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(
        null=True, help_text="Taken out: not seen or asked any more, kept for what came from it."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("name", "pk")
        verbose_name_plural = "pacs"
        constraints = (
            models.UniqueConstraint(
                fields=("name",), condition=Q(retired_at=None), name="pacs_name_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(secret=""), name="pacs_retired_keeps_no_secret"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PacsLink(models.Model):
    """A project may search and pull from this PACS; and send its results there if it says so."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="pacs_links")
    pacs = models.ForeignKey(Pacs, on_delete=models.CASCADE, related_name="links")
    sends_results = models.BooleanField(default=False)

    class Meta:
        ordering = ("pacs__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("project", "pacs"), name="pacs_is_linked_once"),
        )

    def __str__(self) -> str:
        return f"{self.project_id} and {self.pacs_id}"


class PullState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"


ACTIVE = (PullState.WAITING, PullState.RUNNING)


class Pull(models.Model):
    """One act of fetching series from a PACS. What it fetched is remembered instance by instance."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="pulls")
    pacs = models.ForeignKey(Pacs, on_delete=models.PROTECT, related_name="pulls")
    cohort = models.ForeignKey(
        Cohort, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Takes the cases."
    )
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="pull")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=12, choices=PullState, default=PullState.WAITING)
    problem = models.TextField(blank=True, help_text="Why it ended before its end.")
    job_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(null=True, help_text="Of the present run.")
    started_fraction = models.FloatField(default=0, help_text="How much was done by then.")
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="pull_failed_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"pull {self.pk}"


class PullSeriesState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class PullSeries(models.Model):
    """A series to fetch, under the UIDs that the PACS knows it by; once fetched, under ours."""

    pull = models.ForeignKey(Pull, on_delete=models.CASCADE, related_name="series")
    study_instance_uid = models.CharField(max_length=64)
    series_instance_uid = models.CharField(max_length=64)
    state = models.CharField(
        max_length=12, choices=PullSeriesState, default=PullSeriesState.WAITING
    )
    expected = models.PositiveIntegerField(null=True, help_text="Instances that the PACS lists.")
    problem_code = models.CharField(max_length=48, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "pull series"
        constraints = (
            models.UniqueConstraint(
                fields=("pull", "series_instance_uid"), name="pull_has_a_series_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="pull_series_failed_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pull_id}: {self.pk}"


class Outcome(models.TextChoices):
    STORED = "stored"
    KNOWN = "known"
    HELD = "held"
    REFUSED = "refused"


class PulledInstance(models.Model):
    """What became of one instance of the PACS, under the UID that it has here: `naming`."""

    series = models.ForeignKey(PullSeries, on_delete=models.CASCADE, related_name="instances")
    sop_instance_uid = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8, choices=Outcome)
    instance = models.ForeignKey(
        Instance, null=True, on_delete=models.CASCADE, related_name="+", help_text="As stored here."
    )
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes that came over the wire.")
    code = models.CharField(max_length=48, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("series", "sop_instance_uid"), name="pulled_instance_once"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(code=""), name="pulled_refused_says_why"
            ),
        )
        indexes = (models.Index(fields=("sop_instance_uid",), name="pulled_by_uid"),)

    def __str__(self) -> str:
        return f"{self.series_id}: {self.outcome}"


class SendState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    REFUSED = "refused"


class Send(models.Model):
    """An approved revision on its way to a PACS as a DICOM SEG."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="sends")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    pacs = models.ForeignKey(Pacs, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=SendState, default=SendState.WAITING)
    message = models.TextField(blank=True)
    sop_instance_uid = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("revision", "pacs"), name="revision_is_sent_once"),
            models.CheckConstraint(
                condition=~Q(state="sent") | ~Q(sop_instance_uid=""), name="send_sent_names_its_uid"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("failed", "refused")) | ~Q(message=""),
                name="send_not_sent_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"send {self.pk}"
