"""Reviews and comments as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.annotate.api.serializers import (
    CaseDetailSerializer,
    RevisionSerializer,
    StatisticsSerializer,
    statistics_of,
)
from labeling.annotate.models import Revision
from labeling.annotate.selectors import case_detail
from labeling.cohorts.api.serializers import CaseNameSerializer
from labeling.projects.api.serializers import LabelSerializer, PersonSerializer
from labeling.projects.selectors import labels_of
from labeling.review.models import Comment, Review, Verdict


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A reviewer's word; without a reviewer it came with an import."""

    reviewer = PersonSerializer(read_only=True, allow_null=True)
    verdict = serializers.ChoiceField(choices=Verdict.choices, read_only=True)

    class Meta:
        model = Review
        fields = (
            "id",
            "case",
            "revision",
            "reviewer",
            "verdict",
            "note",
            "in_force",
            "created_at",
        )
        read_only_fields = fields


class WaitingReviewSerializer(serializers.Serializer[Any]):
    """A mask that waits for a reviewer."""

    revision_id = serializers.IntegerField(source="pk")
    number = serializers.IntegerField()
    case = CaseNameSerializer()
    split = serializers.CharField(source="case.patient.split.name")
    author = PersonSerializer()
    origin = serializers.CharField()
    read = serializers.SerializerMethodField()
    submitted_at = serializers.DateTimeField(source="created_at")
    statistics = serializers.SerializerMethodField()
    returned_before = serializers.SerializerMethodField()
    own = serializers.SerializerMethodField()

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_read(self, revision: Revision) -> int | None:
        assignment = revision.annotation.assignment
        return assignment.read if assignment else None

    @extend_schema_field(StatisticsSerializer)
    def get_statistics(self, revision: Revision) -> dict[str, Any]:
        return statistics_of(revision)

    @extend_schema_field(serializers.IntegerField())
    def get_returned_before(self, revision: Revision) -> int:
        rows = revision.case.reviews.filter(revision__annotation=revision.annotation_id)
        return rows.filter(verdict=Verdict.RETURNED).count()

    @extend_schema_field(serializers.BooleanField())
    def get_own(self, revision: Revision) -> bool:
        """Whether it is the asking person's, who then cannot review it."""
        return bool(revision.author_id == self.context["user"].pk)


class RevisionDetailSerializer(RevisionSerializer):
    """A revision with its case, labels and what was said about it."""

    case_detail = serializers.SerializerMethodField()
    labels = serializers.SerializerMethodField()
    reviews = ReviewSerializer(many=True, read_only=True)
    others = serializers.SerializerMethodField()
    own = serializers.SerializerMethodField()

    class Meta:
        model = Revision
        fields = (
            *RevisionSerializer.Meta.fields,
            "case_detail",
            "labels",
            "reviews",
            "others",
            "own",
        )
        read_only_fields = fields

    @extend_schema_field(CaseDetailSerializer)
    def get_case_detail(self, revision: Revision) -> Any:
        return CaseDetailSerializer(case_detail(revision.case, self.context["user"])).data

    @extend_schema_field(LabelSerializer(many=True))
    def get_labels(self, revision: Revision) -> Any:
        return LabelSerializer(labels_of(revision.case.project), many=True).data

    @extend_schema_field(RevisionSerializer(many=True))
    def get_others(self, revision: Revision) -> Any:
        """The case's other revisions, newest first."""
        rows = revision.case.revisions.exclude(pk=revision.pk).select_related(
            "author", "annotation__assignment", "case__project", "case__series"
        )
        return RevisionSerializer(rows.order_by("-number"), many=True).data

    @extend_schema_field(serializers.BooleanField())
    def get_own(self, revision: Revision) -> bool:
        return bool(revision.author_id == self.context["user"].pk)


class NoteSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=5000, allow_blank=True, default="")


class NewCommentSerializer(serializers.Serializer[Any]):
    """A remark; `z` is the slice from 0, `index` the voxel [z, y, x]."""

    text = serializers.CharField(max_length=2000)
    z = serializers.IntegerField(required=False, allow_null=True, default=None)
    index = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        allow_null=True,
        default=None,
        min_length=3,
        max_length=3,
    )


class ReturnSerializer(NoteSerializer):
    comments = NewCommentSerializer(many=True, default=list)


class CommentSerializer(serializers.ModelSerializer[Comment]):
    author = PersonSerializer(read_only=True)
    resolved_by = PersonSerializer(read_only=True, allow_null=True)
    index = serializers.ListField(child=serializers.IntegerField(), read_only=True, allow_null=True)

    class Meta:
        model = Comment
        fields = (
            "id",
            "case",
            "revision",
            "author",
            "text",
            "z",
            "index",
            "created_at",
            "resolved_at",
            "resolved_by",
        )
        read_only_fields = fields


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class ReopenSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200, allow_blank=True, default="")
