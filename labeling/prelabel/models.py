from django.db import models
from django.db.models import Q

from labeling.cohorts.models import Case
from labeling.core.fields import BlobField
from labeling.rounds.models import ModelVersion


class DraftState(models.TextChoices):
    CURRENT = "current"
    STALE = "stale"


class Draft(models.Model):
    """A proposed mask, or proposed findings: by a model version, or imported (then without one)."""

    goes_with_series = "case__series"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="drafts")
    model_version = models.ForeignKey(
        ModelVersion, null=True, on_delete=models.PROTECT, related_name="drafts"
    )
    state = models.CharField(max_length=8, choices=DraftState, default=DraftState.CURRENT)
    mask_blob = BlobField(blank=True)
    mask_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the raw uint8 (z, y, x) bytes."
    )
    findings = models.JSONField(
        null=True, help_text='{"<key>": {"probability", "boxes"}}, see labeling.imaging.findings.'
    )
    uncertainty_blob = BlobField(blank=True)
    slice_doubt = models.JSONField(default=list, help_text="One number in [0, 1] per slice, z up.")
    doubtful_places = models.JSONField(
        default=list, help_text='Worst first: [{"index": [z, y, x], "value": 0..1}].'
    )
    seconds = models.FloatField(default=0)
    dice_before = models.FloatField(
        null=True, help_text="Mean foreground Dice with the draft of the model before."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(state="current"), name="draft_one_current_per_case"
            ),
            models.CheckConstraint(
                condition=Q(findings__isnull=True) & ~Q(mask_blob="")
                | Q(findings__isnull=False) & Q(mask_blob=""),
                name="draft_is_a_mask_or_findings",
            ),
        )

    def __str__(self) -> str:
        return f"draft {self.pk}"
