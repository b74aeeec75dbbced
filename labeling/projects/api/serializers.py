"""Projects, labels and members as JSON."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from labeling.accounts.models import User
from labeling.projects.models import (
    Finding,
    Label,
    Membership,
    Project,
    RescoreBy,
    Role,
    ShowProposal,
    Strategy,
    Task,
)
from labeling.projects.permissions import Act, acts_of, member_role
from labeling.projects.services import FindingValues, LabelValues
from labeling.projects.services.projects import POLICY

ACTS_NAMED = [(act.value, act.value) for act in Act]


class CodeSerializer(serializers.Serializer[Any]):
    """A DICOM coded concept."""

    value = serializers.CharField(max_length=16)
    scheme = serializers.CharField(max_length=16)
    meaning = serializers.CharField(max_length=64)


class LabelSerializer(serializers.Serializer[Any]):
    value = serializers.IntegerField(min_value=1, max_value=255)
    name = serializers.CharField(max_length=64)
    color = serializers.IntegerField(min_value=1, max_value=12, default=1)
    ignored = serializers.BooleanField(
        default=False, help_text="Stands for what nobody judged: nothing learns from it."
    )
    category = CodeSerializer(required=False)
    type = CodeSerializer(required=False)

    def to_representation(self, instance: Label) -> dict[str, Any]:
        return {
            "value": instance.value,
            "name": instance.name,
            "color": instance.color,
            "ignored": instance.ignored,
            "category": {
                "value": instance.category_value,
                "scheme": instance.category_scheme,
                "meaning": instance.category_meaning,
            },
            "type": {
                "value": instance.type_value,
                "scheme": instance.type_scheme,
                "meaning": instance.type_meaning,
            },
        }


@extend_schema_serializer(component_name="AskedFinding")
class FindingSerializer(serializers.Serializer[Any]):
    """A question of a classification project; the first nine are answered by their number's key."""

    key = serializers.SlugField(max_length=32)
    name = serializers.CharField(max_length=64)
    color = serializers.IntegerField(min_value=1, max_value=12, default=1)
    asks_boxes = serializers.BooleanField(default=True)
    excludes_others = serializers.BooleanField(default=False)
    code = CodeSerializer(required=False, allow_null=True, help_text="DICOM, such as SCT.")

    def to_representation(self, instance: Finding) -> dict[str, Any]:
        code = {
            "value": instance.code_value,
            "scheme": instance.code_scheme,
            "meaning": instance.code_meaning,
        }
        return {
            "key": instance.key,
            "name": instance.name,
            "color": instance.color,
            "asks_boxes": instance.asks_boxes,
            "excludes_others": instance.excludes_others,
            "code": code if instance.code_value else None,
        }


def finding_values_from(data: Mapping[str, Any]) -> FindingValues:
    """Validated JSON of a finding -> what the service takes."""
    code = data.get("code") or {"value": "", "scheme": "", "meaning": ""}
    return {
        "key": data["key"],
        "name": data["name"],
        "color": data["color"],
        "asks_boxes": data["asks_boxes"],
        "excludes_others": data["excludes_others"],
        "code_value": code["value"],
        "code_scheme": code["scheme"],
        "code_meaning": code["meaning"],
    }


def label_values_from(data: Mapping[str, Any]) -> LabelValues:
    """Validated JSON of a label -> what the service takes; left out codes are the general ones."""
    category = data.get("category") or _code("91723000", "Anatomical Structure")
    kind = data.get("type") or _code("85756007", "Tissue")
    return {
        "value": data["value"],
        "name": data["name"],
        "color": data["color"],
        "ignored": data["ignored"],
        "category_value": category["value"],
        "category_scheme": category["scheme"],
        "category_meaning": category["meaning"],
        "type_value": kind["value"],
        "type_scheme": kind["scheme"],
        "type_meaning": kind["meaning"],
    }


def _code(value: str, meaning: str) -> dict[str, str]:
    return {"value": value, "scheme": "SCT", "meaning": meaning}


class ChannelSerializer(serializers.Serializer[Any]):
    """One sequence that a model is shown, and how its series is found in the case's study.

    The first is the series that is annotated, so nothing is looked for.
    """

    name = serializers.CharField(max_length=32)
    match = serializers.CharField(
        max_length=64,
        allow_blank=True,
        default="",
        help_text="In SeriesDescription or ProtocolName, any case; with * and ? all of it.",
    )
    modality = serializers.CharField(max_length=16, allow_blank=True, default="")


@extend_schema_serializer(component_name="PersonName")
class PersonSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(read_only=True)

    class Meta:
        model = User
        fields = ("id", "username", "name")
        read_only_fields = fields


class MemberSerializer(serializers.ModelSerializer[Membership]):
    user = PersonSerializer(read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "user", "role", "created_at")
        read_only_fields = fields


class NewMemberSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=Role.choices)


class QuotaSerializer(serializers.Serializer[Any]):
    """Of a group's cases at least so many, and at most such a share of a batch."""

    by = serializers.ChoiceField(choices=["site", "scanner", "finding"])
    value = serializers.CharField(
        max_length=64, allow_blank=True, default="", help_text="Empty: each group of the pool."
    )
    minimum = serializers.IntegerField(min_value=0, max_value=1000, default=0)
    maximum_share = serializers.FloatField(min_value=0.01, max_value=1, default=1.0)


class ConstraintsSerializer(serializers.Serializer[Any]):
    """What a batch must hold to, beside one case per patient."""

    quotas = QuotaSerializer(many=True, default=list)
    per_minute = serializers.BooleanField(
        default=False, help_text="Rank by score over the expected minutes of a reader."
    )
    max_minutes = serializers.FloatField(
        min_value=1,
        max_value=100_000,
        allow_null=True,
        default=None,
        help_text="Expected minutes of a batch.",
    )


class ProjectSerializer(serializers.ModelSerializer[Project]):
    channels = ChannelSerializer(many=True, read_only=True)
    labels = LabelSerializer(many=True, read_only=True)
    findings = FindingSerializer(many=True, read_only=True)
    task = serializers.ChoiceField(choices=Task.choices, read_only=True)
    show_proposal = serializers.ChoiceField(choices=ShowProposal.choices, read_only=True)
    strategy_parameters = serializers.DictField(read_only=True)
    pick_constraints = serializers.SerializerMethodField()
    my_role = serializers.SerializerMethodField()
    acts = serializers.SerializerMethodField()

    class Meta:
        model = Project
        fields = (
            "id",
            "slug",
            "name",
            "description",
            "case_prefix",
            "modality",
            "is_inbox",
            "created_at",
            "task",
            "channels",
            "labels",
            "findings",
            *POLICY,
            "my_role",
            "acts",
        )
        read_only_fields = fields

    @extend_schema_field(ConstraintsSerializer)
    def get_pick_constraints(self, project: Project) -> dict[str, Any]:
        """With what was left out."""
        told: dict[str, Any] = {"quotas": [], "per_minute": False, "max_minutes": None}
        told.update(project.pick_constraints)
        return told

    @extend_schema_field(serializers.ChoiceField(choices=Role.choices, allow_null=True))
    def get_my_role(self, project: Project) -> str | None:
        """The membership's role; null for an admin who is no member."""
        return member_role(self.context["user"], project)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=ACTS_NAMED)))
    def get_acts(self, project: Project) -> list[str]:
        acts = acts_of(self.context["user"], project)
        return [act.value for act in Act if act in acts]


class ProjectChangeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120, required=False)
    description = serializers.CharField(max_length=5000, allow_blank=True, required=False)
    case_prefix = serializers.RegexField(r"^[A-Z0-9]{1,8}$", required=False)
    modality = serializers.CharField(max_length=16, allow_blank=True, required=False)
    task = serializers.ChoiceField(choices=Task.choices, required=False)
    show_proposal = serializers.ChoiceField(choices=ShowProposal.choices, required=False)
    channels = ChannelSerializer(
        many=True,
        required=False,
        help_text="The next training is for these; a live model keeps the ones it was made for.",
    )
    strategy = serializers.ChoiceField(choices=Strategy.choices, required=False)
    strategy_parameters = serializers.DictField(
        required=False, help_text="Those that differ from the strategy's defaults."
    )
    pick_constraints = ConstraintsSerializer(required=False)
    budget_minutes = serializers.IntegerField(
        min_value=1, max_value=10_000_000, required=False, allow_null=True
    )
    batch_size = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    random_share = serializers.FloatField(min_value=0, max_value=1, required=False)
    members = serializers.ChoiceField(choices=RescoreBy.choices, required=False)
    rescore_factor = serializers.IntegerField(min_value=1, max_value=100, required=False)
    retrain_after = serializers.IntegerField(min_value=0, max_value=10_000, required=False)
    prefill_after = serializers.IntegerField(min_value=0, max_value=10_000, required=False)
    prefill_seconds = serializers.IntegerField(min_value=1, max_value=604_800, required=False)
    auto_promote = serializers.BooleanField(required=False)
    training_seconds = serializers.IntegerField(min_value=1, max_value=604_800, required=False)
    holdout_share = serializers.FloatField(min_value=0, max_value=0.9, required=False)
    validation_share = serializers.FloatField(min_value=0, max_value=0.9, required=False)
    sign_own_corrections = serializers.BooleanField(required=False)
    blind_review = serializers.BooleanField(required=False)


class NewProjectSerializer(ProjectChangeSerializer):
    name = serializers.CharField(max_length=120)
    slug = serializers.SlugField(max_length=64, required=False)
    labels = LabelSerializer(many=True, required=False)
    findings = FindingSerializer(many=True, required=False)
