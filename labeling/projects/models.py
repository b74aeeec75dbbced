from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class Role(models.TextChoices):
    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ENGINEER = "engineer"


class Strategy(models.TextChoices):
    """How the next batch is picked; see `labeling.projects.strategies`."""

    SCHEDULE = "schedule"
    CLASP = "clasp"
    ENTROPY = "entropy"
    MARGIN = "margin"
    LEAST_CONFIDENCE = "least_confidence"
    BALD = "bald"
    EXPECTED_ENTROPY = "expected_entropy"
    DISAGREEMENT = "disagreement"
    SOFT_DICE = "soft_dice"
    POWER = "power"
    STOCHASTIC_BATCH = "stochastic_batch"
    RANKED_BATCH = "ranked_batch"
    CORESET = "coreset"
    BADGE = "badge"
    TYPICLUST = "typiclust"
    MEDOIDS = "medoids"
    TRIAGE = "triage"
    FOREGROUND_33 = "foreground_33"
    FOREGROUND_66 = "foreground_66"
    RANDOM = "random"


class Task(models.TextChoices):
    """What readers of a project do with a case. One task a project: see decision 26."""

    SEGMENTATION = "segmentation", "draw labels"
    CLASSIFICATION = "classification", "answer findings"


class RescoreBy(models.TextChoices):
    """Who looks again at the most doubtful cases, where the strategy ranks by disagreement."""

    TTA = "tta", "the scan turned or with other contrast"
    DROPOUT = "dropout", "the network with parts left out"
    ENSEMBLE = "ensemble", "earlier models of the same build"
    NONE = "none", "nobody"


class ShowProposal(models.TextChoices):
    """When readers of findings see what the model proposes."""

    BEFORE = "before", "from the start"
    AFTER = "after", "after the reader's own answers"
    NEVER = "never", "not at all"


class Project(models.Model):
    """A tenant: its scans, people, labels, models and datasets are seen by its members only."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    case_prefix = models.CharField(max_length=8, default="CASE")
    modality = models.CharField(max_length=16, blank=True, help_text="DICOM Modality of its cases.")
    task = models.CharField(max_length=16, choices=Task, default=Task.SEGMENTATION)
    channels = models.JSONField(
        default=list,
        blank=True,
        help_text="What a model is shown of a case; [] is the annotated series alone. See "
        "labeling.projects.channels.",
    )
    show_proposal = models.CharField(
        max_length=8, choices=ShowProposal, default=ShowProposal.BEFORE
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_inbox = models.BooleanField(default=False, help_text="Takes what arrives with no project.")

    strategy = models.CharField(max_length=24, choices=Strategy, default=Strategy.SCHEDULE)
    strategy_parameters = models.JSONField(
        default=dict, blank=True, help_text="Those that differ from the strategy's defaults."
    )
    pick_constraints = models.JSONField(
        default=dict, blank=True, help_text="See labeling.projects.services.picking."
    )
    batch_size = models.PositiveSmallIntegerField(default=8, validators=[MinValueValidator(1)])
    random_share = models.FloatField(
        default=0.2, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    budget_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Readers' minutes that may be spent; only advice follows."
    )
    members = models.CharField(max_length=16, choices=RescoreBy, default=RescoreBy.TTA)
    rescore_factor = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="So many batches' worth of the most doubtful cases are looked at again.",
    )
    retrain_after = models.PositiveSmallIntegerField(
        default=8, help_text="Approvals since the last training that start the next; 0 is never."
    )
    prefill_after = models.PositiveSmallIntegerField(
        default=4,
        help_text="Approvals since the last training that start a quick one, which only pre-fills; "
        "0 is never.",
    )
    prefill_seconds = models.PositiveIntegerField(
        default=45, validators=[MinValueValidator(1)], help_text="How long a quick training steps."
    )
    auto_promote = models.BooleanField(default=True)
    training_seconds = models.PositiveIntegerField(default=120)
    holdout_share = models.FloatField(
        default=0.2, validators=[MinValueValidator(0), MaxValueValidator(0.9)]
    )
    validation_share = models.FloatField(
        default=0.1, validators=[MinValueValidator(0), MaxValueValidator(0.9)]
    )
    sign_own_corrections = models.BooleanField(
        default=False, help_text="Whether reviewers sign what they drew over a reader's mask."
    )
    blind_review = models.BooleanField(
        default=False, help_text="Whether reviewers see readers' names only once a case is decided."
    )

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("is_inbox",), condition=Q(is_inbox=True), name="project_one_inbox"
            ),
            models.CheckConstraint(
                condition=Q(random_share__gte=0, random_share__lte=1),
                name="project_random_share_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(holdout_share__gte=0, validation_share__gte=0)
                & Q(holdout_share__lte=0.9, validation_share__lte=0.9),
                name="project_split_shares_leave_training_data",
            ),
            models.CheckConstraint(
                condition=Q(members__in=RescoreBy.values, rescore_factor__gte=1),
                name="project_rescoring_is_known",
            ),
            models.CheckConstraint(
                condition=Q(task__in=Task.values, show_proposal__in=ShowProposal.values),
                name="project_task_and_policy_are_known",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person may do in a project. One role a person; see `permissions.ACTS`."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("project", "user"), name="membership_one_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} in {self.project_id}"


class Label(models.Model):
    """One value of the labelmap, with the DICOM codes that a SEG needs (PS3.3 C.8.20.2)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="labels")
    value = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(255)]
    )
    name = models.CharField(max_length=64)
    color = models.PositiveSmallIntegerField(default=1, help_text="Palette entry, 1 to 12.")
    ignored = models.BooleanField(
        default=False, help_text="Painted where nobody looked or can say: nothing learns from it."
    )
    category_value = models.CharField(max_length=16, default="91723000")
    category_scheme = models.CharField(max_length=16, default="SCT")
    category_meaning = models.CharField(max_length=64, default="Anatomical Structure")
    type_value = models.CharField(max_length=16, default="85756007")
    type_scheme = models.CharField(max_length=16, default="SCT")
    type_meaning = models.CharField(max_length=64, default="Tissue")

    class Meta:
        ordering = ("project", "value")
        constraints = (
            models.UniqueConstraint(fields=("project", "value"), name="label_value_is_unique"),
            models.UniqueConstraint(fields=("project", "name"), name="label_name_is_unique"),
            models.UniqueConstraint(
                fields=("project",), condition=Q(ignored=True), name="label_one_is_ignored"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=1, value__lte=255), name="label_value_fits_a_byte"
            ),
        )

    def __str__(self) -> str:
        return f"{self.value} {self.name}"


class Finding(models.Model):
    """A question that readers answer for each case of a classification project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="findings")
    order = models.PositiveSmallIntegerField(help_text="Counts up from 1 in the project.")
    key = models.SlugField(max_length=32, help_text="Its name in answers and files; it stays.")
    name = models.CharField(max_length=64)
    color = models.PositiveSmallIntegerField(default=1, help_text="Palette entry, 1 to 12.")
    asks_boxes = models.BooleanField(default=True)
    excludes_others = models.BooleanField(
        default=False, help_text='Present, it leaves no room for others: "no finding".'
    )
    code_value = models.CharField(max_length=16, blank=True)
    code_scheme = models.CharField(max_length=16, blank=True, help_text="SCT, RADLEX ...")
    code_meaning = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("project", "order")
        constraints = (
            models.UniqueConstraint(fields=("project", "key"), name="finding_key_is_unique"),
            models.UniqueConstraint(fields=("project", "name"), name="finding_name_is_unique"),
            models.CheckConstraint(
                condition=Q(code_value="", code_scheme="", code_meaning="")
                | ~Q(code_value="") & ~Q(code_scheme="") & ~Q(code_meaning=""),
                name="finding_code_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order} {self.name}"
