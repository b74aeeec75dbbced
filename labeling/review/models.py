from django.conf import settings
from django.db import models
from django.db.models import Q

from labeling.annotate.models import Revision
from labeling.cohorts.models import Case
from labeling.rounds.models import ModelVersion


class Verdict(models.TextChoices):
    APPROVED = "approved"
    RETURNED = "returned"


class Review(models.Model):
    """A reviewer's word on a revision. An approval is in force until the case is reopened."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="reviews"
    )
    verdict = models.CharField(max_length=16, choices=Verdict)
    note = models.TextField(blank=True)
    in_force = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(verdict="approved", in_force=True),
                name="review_one_approval_in_force",
            ),
        )

    def __str__(self) -> str:
        return f"review {self.pk}: {self.verdict}"


class Comment(models.Model):
    """A remark pinned to a slice of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.PROTECT, related_name="comments"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments"
    )
    text = models.TextField(max_length=2000)
    z = models.PositiveIntegerField(null=True, help_text="Slice index; null is the whole case.")
    index = models.JSONField(null=True, help_text="[z, y, x] where it points, if anywhere.")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Comparison(models.Model):
    """How two reads of a case differ. Revisions never change, so it is made once for a pair."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="comparisons")
    one = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    dice = models.FloatField(help_text="Mean over the labels.")
    labels = models.JSONField(help_text='{"<value>": {dice, ml, mean_mm, hd95_mm}}')
    voxels = models.PositiveBigIntegerField(help_text="That differ.")
    per_slice = models.JSONField(help_text="Voxels that differ, z up.")
    places = models.JSONField(help_text="See `comparing.Place`.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("one", "other"), name="comparison_once_a_pair"),
        )

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"


class Seen(models.TextChoices):
    """What the disputing model knew of the mask. Told that it is right, it doubts too little."""

    LEARNED = "learned", "was trained on it"
    CHECKED = "checked", "was measured on it while it was trained"
    UNSEEN = "unseen", "never saw it"


class Dispute(models.Model):
    """How far a model contradicts an approved mask. Both never change, so it is made once."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="disputes")
    model_version = models.ForeignKey(
        ModelVersion, on_delete=models.PROTECT, related_name="disputes"
    )
    seen = models.CharField(max_length=8, choices=Seen)
    belief = models.FloatField(
        help_text="Mean probability of the given labels near the borders of the least believed one."
    )
    dice = models.FloatField(help_text="Mean over the labels.")
    hd95 = models.FloatField(help_text="mm, mean over the labels.")
    label = models.PositiveSmallIntegerField(help_text="Value of the label believed least.")
    index = models.JSONField(null=True, help_text="[z, y, x] of the most disputed place, if any.")
    given = models.PositiveSmallIntegerField(help_text="Label value of the mask there.")
    predicted = models.PositiveSmallIntegerField(help_text="Label value of the model there.")
    voxels = models.PositiveBigIntegerField(help_text="That the model labels otherwise.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("belief", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("revision", "model_version"), name="dispute_once_a_mask_and_model"
            ),
        )

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.belief:.2f}"


class SecondLook(models.Model):
    """A person looked at a disputed mask again and it stays. A new mask may be disputed anew."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="second_look")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_looks"
    )
    note = models.TextField(blank=True, max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"second look at {self.revision_id}"
