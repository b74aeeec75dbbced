"""Scores and why a case was picked, as JSON."""

from typing import Any

from rest_framework import serializers

from labeling.cohorts.api.serializers import CaseNameSerializer
from labeling.projects.models import Strategy
from labeling.rounds.models import Arm, Unscored


class ComponentSerializer(serializers.Serializer[Any]):
    """One measure behind a score."""

    key = serializers.CharField()
    name = serializers.CharField()
    about = serializers.CharField(allow_blank=True)
    group = serializers.ChoiceField(choices=["label", "overall", "detail"])
    value = serializers.FloatField()


class MeasureSerializer(serializers.Serializer[Any]):
    """What a score is, in words."""

    name = serializers.CharField()
    about = serializers.CharField(allow_blank=True)
    group = serializers.ChoiceField(choices=["label", "overall", "detail"])


class ScoreHistogramSerializer(serializers.Serializer[Any]):
    """Scores of the pool."""

    edges = serializers.ListField(child=serializers.FloatField())
    counts = serializers.ListField(child=serializers.IntegerField())


class WhyQuerySerializer(serializers.Serializer[Any]):
    """Of which round's pick; null is the last one's."""

    round = serializers.IntegerField(min_value=1, max_value=2**31 - 1, default=None)


class WhySerializer(serializers.Serializer[Any]):
    """Why a case was picked, or how it was scored."""

    score = serializers.FloatField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    of = serializers.IntegerField(allow_null=True)
    arm = serializers.ChoiceField(choices=Arm.choices, allow_null=True)
    strategy = serializers.ChoiceField(choices=Strategy.choices, allow_null=True)
    rule = serializers.CharField(allow_null=True)
    rule_words = serializers.CharField(
        allow_null=True, help_text="Which rule took it, for people; empty for old picks."
    )
    round = serializers.IntegerField(allow_null=True)
    percentile = serializers.FloatField(allow_null=True)
    histogram = ScoreHistogramSerializer()
    components = ComponentSerializer(many=True)
    measure = MeasureSerializer(allow_null=True)
    members = serializers.CharField(allow_blank=True)
    model = serializers.IntegerField(allow_null=True)
    unscored = serializers.CharField(allow_null=True)


class UnscoredSerializer(serializers.ModelSerializer[Unscored]):
    """A case that the model could not take."""

    case = CaseNameSerializer(read_only=True)

    class Meta:
        model = Unscored
        fields: tuple[str, ...] = ("case", "code", "reason")
        read_only_fields: tuple[str, ...] = fields
