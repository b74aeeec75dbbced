"""Reviews and comments as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.annotate.api.serializers import (
    CaseDetailSerializer,
    RevisionSerializer,
    SourceSerializer,
    StatisticsSerializer,
    statistics_of,
)
from labeling.annotate.models import Origin, Revision
from labeling.annotate.selectors import (
    ShownPerson,
    case_detail,
    may_see_others,
    shown_author,
    shown_reader,
    sources_as_shown,
)
from labeling.cohorts.api.serializers import CaseNameSerializer
from labeling.projects.api.serializers import LabelSerializer, PersonSerializer
from labeling.projects.permissions import Act, can
from labeling.projects.selectors import labels_of
from labeling.review.models import Comment, Review, Verdict
from labeling.review.selectors import may_sign, waiting_reads

WAITS_FOR = (
    ("review", "review"),
    ("adjudication", "adjudication"),
    ("second_signature", "second signature"),
)


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


class ShownRevisionSerializer(RevisionSerializer):
    """A revision as reviewers see it: a blind review names no reader."""

    author = serializers.SerializerMethodField()  # type: ignore[assignment]

    @extend_schema_field(PersonSerializer)
    def get_author(self, revision: Revision) -> ShownPerson:
        return shown_author(revision, self.context["user"])


class WaitingReviewSerializer(serializers.Serializer[Any]):
    """A mask that waits for a reviewer."""

    revision_id = serializers.IntegerField(source="pk")
    number = serializers.IntegerField()
    case = CaseNameSerializer()
    split = serializers.CharField(source="case.patient.split.name")
    author = serializers.SerializerMethodField()
    origin = serializers.CharField()
    waits_for = serializers.SerializerMethodField()
    agreement = serializers.SerializerMethodField()
    read = serializers.SerializerMethodField()
    submitted_at = serializers.DateTimeField(source="created_at")
    statistics = serializers.SerializerMethodField()
    returned_before = serializers.SerializerMethodField()
    own = serializers.SerializerMethodField()

    @extend_schema_field(PersonSerializer)
    def get_author(self, revision: Revision) -> ShownPerson:
        return shown_author(revision, self.context["user"])

    @extend_schema_field(serializers.ChoiceField(choices=WAITS_FOR))
    def get_waits_for(self, revision: Revision) -> str:
        """A review; an adjudication, of a case that two people read; or a reviewer's drawing."""
        if revision.origin != Origin.READER:
            return "second_signature"
        reads = self._reads(revision) if revision.mask_blob else []
        return "adjudication" if len(reads) > 1 else "review"

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_agreement(self, revision: Revision) -> float | None:
        """Mean Dice of the two reads; null for one, and while it is counted."""
        pair = tuple(read.pk for read in self._reads(revision)[:2])
        dice: float | None = self.context["dice"].get(pair)
        return dice

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_read(self, revision: Revision) -> int | None:
        assignment = revision.annotation.assignment
        return assignment.read if assignment else None

    @extend_schema_field(StatisticsSerializer)
    def get_statistics(self, revision: Revision) -> dict[str, Any]:
        return statistics_of(revision, self.context["user"])

    @extend_schema_field(serializers.IntegerField())
    def get_returned_before(self, revision: Revision) -> int:
        rows = revision.case.reviews.filter(revision__annotation=revision.annotation_id)
        return rows.filter(verdict=Verdict.RETURNED).count()

    @extend_schema_field(serializers.BooleanField())
    def get_own(self, revision: Revision) -> bool:
        """Whether somebody else has to decide: it is the asking person's, or one of the reads is."""
        return not may_sign(revision, self.context["user"], self._reads(revision))

    def _reads(self, revision: Revision) -> list[Revision]:
        reads: list[Revision] = self.context["reads"].get(revision.case_id, [])
        return reads


class RevisionDetailSerializer(ShownRevisionSerializer):
    """A revision with its case, labels and what was said about it."""

    case_detail = serializers.SerializerMethodField()
    labels = serializers.SerializerMethodField()
    reviews = ReviewSerializer(many=True, read_only=True)
    others = serializers.SerializerMethodField()
    own = serializers.SerializerMethodField()
    may_sign = serializers.SerializerMethodField()
    reads = serializers.SerializerMethodField()
    made_from = serializers.SerializerMethodField()

    class Meta:
        model = Revision
        fields = (
            *RevisionSerializer.Meta.fields,
            "own_voxels",
            "made_from",
            "reads",
            "may_sign",
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

    @extend_schema_field(serializers.BooleanField())
    def get_may_sign(self, revision: Revision) -> bool:
        """Whether the asking person's signature would count."""
        user = self.context["user"]
        return can(user, revision.case.project, Act.REVIEW) and may_sign(revision, user)

    @extend_schema_field(serializers.IntegerField())
    def get_reads(self, revision: Revision) -> int:
        """How many readers' masks of the case wait: from two on it is to be adjudicated."""
        return len(waiting_reads(revision.case))

    @extend_schema_field(SourceSerializer(many=True))
    def get_made_from(self, revision: Revision) -> list[dict[str, Any]]:
        return sources_as_shown(revision.annotation, self.context["user"])

    @extend_schema_field(ShownRevisionSerializer(many=True))
    def get_others(self, revision: Revision) -> Any:
        """The case's other revisions that the asking person may see, newest first."""
        rows = revision.case.revisions.exclude(pk=revision.pk).select_related(
            "author", "annotation__assignment", "case__project", "case__series"
        )
        user = self.context["user"]
        seen = [
            one
            for one in rows.order_by("-number")
            if one.author_id == user.pk or may_see_others(user, one)
        ]
        return ShownRevisionSerializer(seen, many=True, context={"user": user}).data

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
    author = serializers.SerializerMethodField()
    resolved_by = serializers.SerializerMethodField()
    index = serializers.ListField(child=serializers.IntegerField(), read_only=True, allow_null=True)

    @extend_schema_field(PersonSerializer)
    def get_author(self, comment: Comment) -> ShownPerson:
        return shown_reader(comment.case, comment.author, self.context["user"])

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_resolved_by(self, comment: Comment) -> ShownPerson | None:
        by = comment.resolved_by
        return shown_reader(comment.case, by, self.context["user"]) if by else None

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
