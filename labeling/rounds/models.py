from django.conf import settings
from django.db import models
from django.db.models import Q

from labeling.cohorts.models import Case
from labeling.core.fields import BlobField
from labeling.projects.models import Project, Strategy
from labeling.rounds.lanes import Lane


class RunState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


ACTIVE = (RunState.QUEUED, RunState.RUNNING)


class TrainingRun(models.Model):
    """One training of a challenger: what asked for it, what it learned from, how it went."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="training_runs")
    state = models.CharField(max_length=16, choices=RunState, default=RunState.QUEUED)
    lane = models.CharField(max_length=8, choices=Lane, default=Lane.FULL)
    trigger = models.CharField(max_length=16, help_text="approvals, person, demo.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    job_id = models.BigIntegerField(null=True, help_text="The job that does it, for its progress.")
    seed = models.BigIntegerField()
    revisions = models.JSONField(
        default=list, help_text='What it trains on: [{"case", "revision", "mask_sha256", "split"}].'
    )
    channels = models.JSONField(
        default=list,
        help_text="The project's channels as it was shown them, and as its model is from then on.",
    )
    left_out = models.JSONField(
        default=list,
        help_text='Approved cases that it could not use: [{"case", "name", "split", "code", "reason"}].',
    )
    curve = models.JSONField(
        default=list,
        help_text='[{"step", "loss", "seconds"}], thinned, and each {"step", "dice", "seconds"}.',
    )
    seconds = models.JSONField(default=dict, help_text='{"curate": s, "train": s, ...}')
    error_code = models.CharField(max_length=48, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("project",),
                condition=Q(state__in=("queued", "running")),
                name="training_one_at_a_time_in_a_project",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error_code=""), name="training_failed_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"training run {self.pk}"


class ModelState(models.TextChoices):
    CANDIDATE = "candidate", "judged, waits for a person"
    CHAMPION = "champion", "live"
    RETIRED = "retired", "was live"
    REJECTED = "rejected", "did not pass the gate"
    PREFILL = "prefill", "pre-fills the open batch, beside the champion that it came from"


class ModelVersion(models.Model):
    """A trained network with everything that says which data made it and how it was judged."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="model_versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=ModelState, default=ModelState.CANDIDATE)
    run = models.OneToOneField(TrainingRun, on_delete=models.PROTECT, related_name="model_version")
    parent = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="The champion it was judged against, or trained on from.",
    )
    weights_blob = BlobField()
    spec = models.JSONField(help_text="models.spec.ModelSpec.to_json")
    code_version = models.CharField(max_length=64)
    labels_used = models.PositiveIntegerField(help_text="Approved cases it was trained on.")
    metrics = models.JSONField(
        default=dict, help_text="holdout: dice_mean, per class, per case, nsd, hd95, ece, n."
    )
    gate = models.JSONField(default=dict, help_text="models.evaluation.gate.GateReport.to_json")
    reason = models.TextField(blank=True, help_text="Why it was promoted, or not.")
    created_at = models.DateTimeField(auto_now_add=True)
    promoted_at = models.DateTimeField(null=True)
    promoted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="model_number_is_unique"),
            models.UniqueConstraint(
                fields=("project",),
                condition=Q(state="champion"),
                name="model_one_champion_in_a_project",
            ),
            models.UniqueConstraint(
                fields=("project",),
                condition=Q(state="prefill"),
                name="model_one_prefills_in_a_project",
            ),
        )

    def __str__(self) -> str:
        return f"v{self.number}"


class Round(models.Model):
    """One batch of picks: by which model, which strategy, with which seed."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    model_version = models.ForeignKey(
        ModelVersion, null=True, on_delete=models.PROTECT, related_name="rounds"
    )
    strategy = models.CharField(max_length=24, choices=Strategy)
    strategy_parameters = models.JSONField(default=dict, help_text="As they were used.")
    constraints = models.JSONField(default=dict, help_text="As they were used.")
    bounds = models.JSONField(
        default=list,
        help_text='What kept the batch from being what was asked: [{"rule", "group", "wanted", "got"}].',
    )
    random_share = models.FloatField()
    seed = models.BigIntegerField()
    pool_size = models.PositiveIntegerField()
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="round_number_is_unique"),
        )

    def __str__(self) -> str:
        return f"round {self.number}"


class Score(models.Model):
    """How much a model version doubts a case."""

    goes_with_series = "case__series"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="scores")
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="scores")
    score = models.FloatField(help_text="By the project's strategy: higher is more doubtful.")
    measure = models.CharField(
        max_length=48, default="entropy", help_text="Key of the component that the score is."
    )
    components = models.JSONField(
        default=dict, help_text="Each 0 to 1, by key: see labeling.rounds.selectors.measures."
    )
    embedding = models.JSONField(
        default=list, help_text="The network's pooled deepest features, to compare cases by."
    )
    members = models.CharField(
        max_length=16,
        blank=True,
        help_text="Whose mean it is: tta, dropout, ensemble; blank is the network asked once.",
    )
    band_probabilities = models.JSONField(
        default=list, help_text="Mean sorted class probabilities in the boundary band."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-score", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "model_version"), name="score_one_per_case_and_model"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: {self.score:.3f}"


class Unscored(models.Model):
    """A case that a model could not take, and why; gone once it could."""

    goes_with_series = "case__series"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="unscored")
    model_version = models.ForeignKey(
        ModelVersion, on_delete=models.PROTECT, related_name="unscored"
    )
    code = models.CharField(max_length=48)
    reason = models.TextField(help_text="In words for the lead.")
    created_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("case__number",)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "model_version"), name="unscored_one_per_case_and_model"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: {self.code}"


class Descriptor(models.Model):
    """What a case looks like, as numbers: to nobody in particular, or to a model that did not score it.

    Cases are compared by it before there is a model; those with labels by what the model sees in them.
    """

    goes_with_series = "case__series"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="descriptors")
    model_version = models.ForeignKey(
        ModelVersion, null=True, on_delete=models.PROTECT, related_name="descriptors"
    )
    kind = models.CharField(max_length=16, help_text="Which code made it; others do not compare.")
    values = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "model_version"),
                nulls_distinct=False,
                name="descriptor_one_per_case_and_model",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class Arm(models.TextChoices):
    PICKED = "picked"
    RANDOM = "random"


class Pick(models.Model):
    """A case chosen in a round, and why."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="picks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="picks")
    arm = models.CharField(max_length=8, choices=Arm)
    rank = models.PositiveIntegerField(help_text="1 is the first of the round.")
    rule = models.CharField(
        max_length=160,
        blank=True,
        help_text="Which rule took it; see labeling.rounds.selectors.rules.",
    )
    value = models.FloatField(null=True, help_text="What the strategy ranked it by.")
    score = models.FloatField(null=True, help_text="The model's doubt of it at the time.")
    components = models.JSONField(default=dict)

    class Meta:
        ordering = ("round", "rank")
        constraints = (
            models.UniqueConstraint(fields=("round", "case"), name="pick_case_once_a_round"),
            models.UniqueConstraint(fields=("round", "rank"), name="pick_rank_is_unique"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} #{self.rank}"
