"""Answers about findings and proposals for them, as JSON."""

from typing import Any

from rest_framework import serializers

from labeling.annotate.selectors.answers import NONE, SHOWN, WITHHELD
from labeling.imaging.findings import State
from labeling.projects.api.serializers import FindingSerializer

PROPOSAL_STATES = [(name, name) for name in (NONE, WITHHELD, SHOWN)]


class BoxSerializer(serializers.Serializer[Any]):
    """Whole pixels of the slice as it is stored: x0, y0, x1, y1; (0, 0) is its outer corner."""

    slice = serializers.CharField()
    box = serializers.ListField(child=serializers.IntegerField(), min_length=4, max_length=4)


class AnswerSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in State])
    boxes = BoxSerializer(many=True)


class ProposedBoxSerializer(BoxSerializer):
    probability = serializers.FloatField(allow_null=True)


class ProposedSerializer(serializers.Serializer[Any]):
    probability = serializers.FloatField(help_text="From 0.5 it reads as present.")
    boxes = ProposedBoxSerializer(many=True)


def answers_field(**options: Any) -> serializers.DictField:
    """By the findings' keys; a finding left out is unanswered."""
    return serializers.DictField(child=AnswerSerializer(), **options)


def proposal_field() -> serializers.DictField:
    return serializers.DictField(child=ProposedSerializer(), allow_null=True)


class FindingsWorkSerializer(serializers.Serializer[Any]):
    """What the editor of findings opens with. `proposal` is null unless it is shown."""

    asked = FindingSerializer(many=True)
    answers = answers_field()
    first_answers = answers_field(allow_null=True)
    proposal_state = serializers.ChoiceField(choices=PROPOSAL_STATES)
    proposal = proposal_field()
    model = serializers.IntegerField(allow_null=True, help_text="Number of the model version.")


class CurrentAnswersSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    findings = FindingsWorkSerializer()


class FindingCountsSerializer(serializers.Serializer[Any]):
    """What answers amount to; numbers about the proposal are null without one that was shown."""

    present = serializers.IntegerField()
    absent = serializers.IntegerField()
    uncertain = serializers.IntegerField()
    boxes = serializers.IntegerField()
    proposed = serializers.IntegerField(allow_null=True)
    differs = serializers.IntegerField(allow_null=True)
    changed = serializers.IntegerField(allow_null=True)
    toward = serializers.IntegerField(allow_null=True)
