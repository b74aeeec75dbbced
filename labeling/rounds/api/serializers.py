"""Rounds, models and training runs as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.cohorts.api.serializers import CaseNameSerializer
from labeling.cohorts.models import CaseState
from labeling.core import jobs
from labeling.projects.api.serializers import PersonSerializer
from labeling.rounds.api.judgement import GateSerializer, HoldoutSerializer, HumanCeilingSerializer
from labeling.rounds.api.scores import MeasureSerializer, UnscoredSerializer
from labeling.rounds.lanes import Lane
from labeling.rounds.models import (
    ModelState,
    ModelVersion,
    Pick,
    Round,
    RunState,
    TrainingRun,
)
from labeling.rounds.selectors import (
    bound_words,
    gate_of,
    holdout_of,
    human_of,
    length_remark,
    ranked_by,
    rule_words,
    unscored_of,
)

UNTOLD = {"rule": "", "rule_words": "", "score": None, "value": None, "ranked_by": None}
"""Of a case whose proposal is withheld: a rule names the finding that the model doubts."""


class PickSerializer(serializers.ModelSerializer[Pick]):
    case = CaseNameSerializer(read_only=True)
    state = serializers.ChoiceField(choices=CaseState.choices, source="case.state", read_only=True)
    ranked_by = serializers.SerializerMethodField()
    rule_words = serializers.SerializerMethodField()

    class Meta:
        model = Pick
        fields: tuple[str, ...] = (
            "rank",
            "arm",
            "rule",
            "rule_words",
            "case",
            "state",
            "score",
            "value",
            "ranked_by",
        )
        read_only_fields: tuple[str, ...] = fields

    def to_representation(self, instance: Pick) -> Any:
        told = super().to_representation(instance)
        return told if instance.case_id in self.context["told"] else told | UNTOLD

    @extend_schema_field(MeasureSerializer(allow_null=True))
    def get_ranked_by(self, pick: Pick) -> Any:
        """What `value` is; null where chance took the case."""
        return ranked_by(pick, self.context["labels"])

    def get_rule_words(self, pick: Pick) -> str:
        """Which rule took it, for people; empty for old picks and while it is withheld."""
        return rule_words(pick.rule, self.context["classes"])


class RoundSerializer(serializers.ModelSerializer[Round]):
    model = serializers.IntegerField(
        source="model_version.number", allow_null=True, default=None, read_only=True
    )
    picked = serializers.IntegerField(read_only=True)
    approved = serializers.IntegerField(read_only=True)

    class Meta:
        model = Round
        fields: tuple[str, ...] = (
            "id",
            "number",
            "model",
            "strategy",
            "random_share",
            "seed",
            "pool_size",
            "opened_at",
            "closed_at",
            "picked",
            "approved",
        )
        read_only_fields: tuple[str, ...] = fields


class RoundDetailSerializer(RoundSerializer):
    picks = PickSerializer(many=True, read_only=True)
    strategy_parameters = serializers.DictField(read_only=True)
    constraints = serializers.DictField(read_only=True)
    bounds = serializers.SerializerMethodField()
    unscored = serializers.SerializerMethodField()

    class Meta(RoundSerializer.Meta):
        fields: tuple[str, ...] = (
            *RoundSerializer.Meta.fields,
            "strategy_parameters",
            "constraints",
            "bounds",
            "picks",
            "unscored",
        )
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_bounds(self, found: Round) -> list[str]:
        """What kept the batch from being what was asked, one sentence each."""
        return [bound_words(bound, self.context["classes"]) for bound in found.bounds]

    @extend_schema_field(UnscoredSerializer(many=True))
    def get_unscored(self, found: Round) -> Any:
        """Cases that the round's model could not take, and why."""
        return UnscoredSerializer(unscored_of(found.model_version), many=True).data


class ModelSerializer(serializers.ModelSerializer[ModelVersion]):
    state = serializers.ChoiceField(choices=ModelState.choices, read_only=True)
    judged_against = serializers.IntegerField(
        source="parent.number", allow_null=True, default=None, read_only=True
    )
    promoted_by = PersonSerializer(read_only=True, allow_null=True)
    dice = serializers.SerializerMethodField()
    auroc = serializers.SerializerMethodField()
    gate_passed = serializers.SerializerMethodField()

    class Meta:
        model = ModelVersion
        fields: tuple[str, ...] = (
            "id",
            "number",
            "state",
            "judged_against",
            "labels_used",
            "dice",
            "auroc",
            "gate_passed",
            "reason",
            "created_at",
            "promoted_at",
            "promoted_by",
        )
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_dice(self, version: ModelVersion) -> float | None:
        """Mean Dice over the patients of the locked holdout."""
        value: float | None = (version.metrics.get("holdout") or {}).get("dice_mean")
        return value

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_auroc(self, version: ModelVersion) -> float | None:
        """Mean AUROC of the findings on the locked holdout."""
        value: float | None = version.gate.get("challenger_auroc")
        return value

    @extend_schema_field(serializers.BooleanField(allow_null=True))
    def get_gate_passed(self, version: ModelVersion) -> bool | None:
        """Null when it could not be judged."""
        passed: bool | None = version.gate.get("promoted")
        return passed


class TrainedOnSerializer(serializers.Serializer[Any]):
    """One revision of the training snapshot."""

    case = serializers.IntegerField()
    name = serializers.CharField()
    revision = serializers.IntegerField()
    mask_sha256 = serializers.CharField()
    split = serializers.CharField()


class LeftOutSerializer(serializers.Serializer[Any]):
    """An approved case that could not be used."""

    case = serializers.IntegerField()
    name = serializers.CharField()
    split = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField()


class ModelDetailSerializer(ModelSerializer):
    spec = serializers.JSONField(read_only=True)
    gate = serializers.SerializerMethodField()
    holdout = serializers.SerializerMethodField()
    human = serializers.SerializerMethodField()
    length_remark = serializers.SerializerMethodField()
    training_run = serializers.IntegerField(source="run_id", read_only=True)
    seed = serializers.IntegerField(source="run.seed", read_only=True)
    seconds = serializers.DictField(
        child=serializers.FloatField(), source="run.seconds", read_only=True
    )
    trained_on = TrainedOnSerializer(source="run.revisions", many=True, read_only=True)

    class Meta(ModelSerializer.Meta):
        fields: tuple[str, ...] = (
            *ModelSerializer.Meta.fields,
            "spec",
            "gate",
            "holdout",
            "human",
            "length_remark",
            "code_version",
            "weights_blob",
            "training_run",
            "seed",
            "seconds",
            "trained_on",
        )
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(GateSerializer(allow_null=True))
    def get_gate(self, version: ModelVersion) -> Any:
        """Null when no holdout case had an approved mask."""
        found = gate_of(version)
        return GateSerializer(found).data if found else None

    @extend_schema_field(HoldoutSerializer(allow_null=True))
    def get_holdout(self, version: ModelVersion) -> Any:
        found = holdout_of(version)
        return HoldoutSerializer(found).data if found else None

    @extend_schema_field(HumanCeilingSerializer(many=True))
    def get_human(self, version: ModelVersion) -> Any:
        return HumanCeilingSerializer(human_of(version), many=True).data

    def get_length_remark(self, version: ModelVersion) -> str:
        """That the two models compared were trained for different lengths; blank where they were not."""
        return length_remark(version)


class PromotionSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class JobProgressSerializer(serializers.Serializer[Any]):
    """How far a job is."""

    state = serializers.ChoiceField(choices=["waiting", "running", "succeeded", "failed"])
    fraction = serializers.FloatField()
    message = serializers.CharField()
    eta_seconds = serializers.FloatField(allow_null=True)


class TrainingRunSerializer(serializers.ModelSerializer[TrainingRun]):
    state = serializers.ChoiceField(choices=RunState.choices, read_only=True)
    lane = serializers.ChoiceField(choices=Lane.choices, read_only=True)
    requested_by = PersonSerializer(read_only=True, allow_null=True)
    left_out = LeftOutSerializer(many=True, read_only=True)
    model = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()

    class Meta:
        model = TrainingRun
        fields: tuple[str, ...] = (
            "id",
            "state",
            "lane",
            "trigger",
            "requested_by",
            "requested_at",
            "started_at",
            "finished_at",
            "model",
            "progress",
            "left_out",
            "error_code",
            "error",
        )
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_model(self, run: TrainingRun) -> int | None:
        """Number of the model that it made."""
        version = getattr(run, "model_version", None)
        return version.number if version else None

    @extend_schema_field(JobProgressSerializer(allow_null=True))
    def get_progress(self, run: TrainingRun) -> Any:
        """Null once the job is forgotten."""
        found = jobs.progress_of([run.job_id]).get(run.job_id) if run.job_id else None
        return JobProgressSerializer(found).data if found else None


class CurvePointSerializer(serializers.Serializer[Any]):
    """One point of a training: of the loss, or of the Dice on the validation split."""

    step = serializers.IntegerField()
    seconds = serializers.FloatField()
    loss = serializers.FloatField(default=None, allow_null=True)
    dice = serializers.FloatField(default=None, allow_null=True)


class TrainingRequestSerializer(serializers.Serializer[Any]):
    """What to train: a challenger, or the champion for a little longer to pre-fill the open batch."""

    lane = serializers.ChoiceField(choices=Lane.choices, default=Lane.FULL)


class TrainingRunDetailSerializer(TrainingRunSerializer):
    curve = CurvePointSerializer(many=True, read_only=True)
    trained_on = TrainedOnSerializer(source="revisions", many=True, read_only=True)

    class Meta(TrainingRunSerializer.Meta):
        fields: tuple[str, ...] = (
            *TrainingRunSerializer.Meta.fields,
            "seed",
            "curve",
            "seconds",
            "trained_on",
        )
        read_only_fields: tuple[str, ...] = fields
