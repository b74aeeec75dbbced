"""Working copies, revisions and cases in full, as JSON."""

from typing import Any, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.accounts.models import User
from labeling.annotate.answers import OF_PROPOSAL
from labeling.annotate.api.answer_serializers import FindingCountsSerializer, FindingsWorkSerializer
from labeling.annotate.checks.findings import Code
from labeling.annotate.models import Purpose, Revision
from labeling.annotate.selectors import may_see_proposal
from labeling.assign.models import AssignmentState
from labeling.cohorts.api.serializers import CaseNameSerializer
from labeling.cohorts.models import CaseState, SplitName
from labeling.prelabel.models import DraftState
from labeling.projects.api.serializers import LabelSerializer, PersonSerializer
from labeling.projects.models import Task
from labeling.rounds.api.scores import WhySerializer


class GeometrySerializer(serializers.Serializer[Any]):
    """The case's grid; LPS, mm, axes in the order z, y, x."""

    shape = serializers.ListField(child=serializers.IntegerField())
    spacing = serializers.ListField(child=serializers.FloatField())
    origin = serializers.ListField(child=serializers.FloatField())
    direction = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class DoubtfulPlaceSerializer(serializers.Serializer[Any]):
    index = serializers.ListField(child=serializers.IntegerField(), help_text="[z, y, x]")
    value = serializers.FloatField()


class DraftSummarySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    model = serializers.IntegerField(allow_null=True, help_text="Number of the model version.")
    state = serializers.ChoiceField(choices=DraftState.choices)
    slice_doubt = serializers.ListField(child=serializers.FloatField())
    doubtful_places = DoubtfulPlaceSerializer(many=True)
    has_uncertainty = serializers.BooleanField()


class PatientSummarySerializer(serializers.Serializer[Any]):
    sex = serializers.CharField(allow_blank=True)
    age = serializers.CharField(allow_blank=True)


class CaseDetailSerializer(serializers.Serializer[Any]):
    """Everything a viewer needs to show a case."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=CaseState.choices)
    split = serializers.ChoiceField(choices=SplitName.choices)
    flagged = serializers.CharField(allow_blank=True)
    excluded_reason = serializers.CharField(allow_blank=True)
    project = serializers.CharField(help_text="Slug.")
    task = serializers.ChoiceField(choices=Task.choices)
    study_instance_uid = serializers.CharField()
    series_instance_uid = serializers.CharField()
    slices = serializers.ListField(
        child=serializers.CharField(),
        help_text="In z order: the SOPInstanceUID, or `UID/frame` in an instance of several frames.",
    )
    geometry = GeometrySerializer(allow_null=True)
    modality = serializers.CharField(allow_blank=True)
    series_description = serializers.CharField(allow_blank=True)
    thumbnail = serializers.CharField(allow_null=True)
    dicomweb_root = serializers.CharField()
    patient = PatientSummarySerializer()
    draft = DraftSummarySerializer(allow_null=True)
    why = WhySerializer(allow_null=True)
    comments = serializers.IntegerField(help_text="Unresolved ones.")


class SourceSerializer(serializers.Serializer[Any]):
    """A mask that a correction or merge was made from; a blind review names no reader."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    author = serializers.CharField()


class AnnotationSerializer(serializers.Serializer[Any]):
    """A working copy, as opening gives it."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    lease_token = serializers.UUIDField()
    lease_seconds = serializers.IntegerField()
    assignment_id = serializers.IntegerField(
        allow_null=True, help_text="Null: a correction or merge."
    )
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    made_from = SourceSerializer(many=True)
    case = CaseDetailSerializer()
    labels = LabelSerializer(many=True)
    findings = FindingsWorkSerializer(allow_null=True, help_text="Null where masks are drawn.")
    draft_id = serializers.IntegerField(allow_null=True)
    mask_is_draft = serializers.BooleanField(
        help_text="The mask is the draft's, byte for byte: one fetch does for both."
    )
    active_seconds = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AssignmentState.choices)
    saved_at = serializers.DateTimeField()


class SavedSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    saved_at = serializers.DateTimeField()


class LeaseSerializer(serializers.Serializer[Any]):
    lease_until = serializers.DateTimeField()
    lease_seconds = serializers.IntegerField()


class FindingSerializer(serializers.Serializer[Any]):
    """One thing to look at before the case is handed in or signed."""

    code = serializers.ChoiceField(choices=get_args(Code))
    label = serializers.IntegerField(help_text="Value of the label.")  # type: ignore[assignment]
    sentence = serializers.CharField()
    place = serializers.ListField(
        child=serializers.IntegerField(), allow_null=True, help_text="[z, y, x] to look at."
    )
    numbers = serializers.DictField(child=serializers.FloatField())


class ChecksSerializer(serializers.Serializer[Any]):
    """Of one version of a working copy."""

    version = serializers.IntegerField()
    findings = FindingSerializer(many=True)


class LabelEditsSerializer(serializers.Serializer[Any]):
    """Voxels, against the draft."""

    added = serializers.IntegerField()
    removed = serializers.IntegerField()


class StatisticsSerializer(serializers.Serializer[Any]):
    """What a submission changed."""

    edited_voxels = serializers.IntegerField()
    draft_dice = serializers.FloatField(allow_null=True)
    label_voxels = serializers.DictField(child=serializers.IntegerField())
    label_edits = serializers.DictField(
        child=LabelEditsSerializer(), help_text="By label value, of the labels that were changed."
    )
    active_seconds = serializers.IntegerField()
    answers = FindingCountsSerializer(
        allow_null=True, help_text="Of answers about findings; null for a mask."
    )


class SubmittedSerializer(serializers.Serializer[Any]):
    revision_id = serializers.IntegerField()
    number = serializers.IntegerField()
    next_assignment_id = serializers.IntegerField(allow_null=True)
    statistics = StatisticsSerializer()


def statistics_of(revision: Revision, viewer: User) -> dict[str, Any]:
    """What a person is told of a submission: nothing of a proposal that is withheld from them."""
    counts = revision.finding_counts
    if counts and not may_see_proposal(viewer, revision.case):
        counts = counts | dict.fromkeys(OF_PROPOSAL)
    return {
        "edited_voxels": revision.edited_voxels,
        "draft_dice": revision.draft_dice,
        "label_voxels": revision.label_voxels,
        "label_edits": revision.label_edits,
        "active_seconds": revision.active_seconds,
        "answers": counts or None,
    }


class RevisionSerializer(serializers.ModelSerializer[Revision]):
    """A mask, or answers about findings, that were handed in; they never change."""

    author = PersonSerializer(read_only=True)
    case = CaseNameSerializer(read_only=True)
    statistics = serializers.SerializerMethodField()
    findings = FindingSerializer(
        many=True,
        read_only=True,
        allow_null=True,
        help_text="Null: handed in before there were checks.",
    )
    read = serializers.SerializerMethodField()

    class Meta:
        model = Revision
        fields = (
            "id",
            "case",
            "number",
            "author",
            "origin",
            "read",
            "draft",
            "mask_sha256",
            "answers_sha256",
            "statistics",
            "findings",
            "created_at",
        )
        read_only_fields = fields

    @extend_schema_field(StatisticsSerializer)
    def get_statistics(self, revision: Revision) -> dict[str, Any]:
        return statistics_of(revision, self.context["user"])

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_read(self, revision: Revision) -> int | None:
        assignment = revision.annotation.assignment
        return assignment.read if assignment else None
