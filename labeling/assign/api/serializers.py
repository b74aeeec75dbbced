"""Assignments as JSON."""

from typing import Any

from rest_framework import serializers

from labeling.assign.models import Assignment, AssignmentState


class ShareSerializer(serializers.Serializer[Any]):
    """A reader's number of cases."""

    user = serializers.IntegerField(help_text="Id of a person.")
    cases = serializers.IntegerField(min_value=0, max_value=100_000)


class NewAssignmentsSerializer(serializers.Serializer[Any]):
    """Which cases (one of `cases`, `cohort`, `round`), to whom, until when."""

    cases = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=100_000
    )
    cohort = serializers.IntegerField(required=False)
    round = serializers.IntegerField(required=False, help_text="Id of a round.")
    readers = ShareSerializer(many=True, allow_empty=False)
    due = serializers.DateField(required=False, allow_null=True, default=None)
    double_read_rate = serializers.FloatField(min_value=0, max_value=1, default=0)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        named = [name for name in ("cases", "cohort", "round") if name in attrs]
        if len(named) != 1:
            raise serializers.ValidationError(
                f"Expected exactly one of cases, cohort and round, got {named or 'none'}."
            )
        people = [share["user"] for share in attrs["readers"]]
        if len(set(people)) != len(people):
            raise serializers.ValidationError("Expected each reader once.")
        return attrs


class ReadsSerializer(serializers.Serializer[Any]):
    user = serializers.IntegerField()
    first = serializers.IntegerField(help_text="First reads.")
    second = serializers.IntegerField(help_text="Blind second reads.")


class AssignedSerializer(serializers.Serializer[Any]):
    """What came of it."""

    created = serializers.IntegerField(help_text="Reads, second ones included.")
    left_out = serializers.IntegerField(help_text="Cases that were not in the pool, or left over.")
    by_reader = ReadsSerializer(many=True)


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    state = serializers.ChoiceField(choices=AssignmentState.choices, read_only=True)

    class Meta:
        model = Assignment
        fields = ("id", "case", "assignee", "state", "read", "due", "reason")
        read_only_fields = fields


class SkipSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class FlagSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=200, allow_blank=True)


class FlaggedSerializer(serializers.Serializer[Any]):
    flagged = serializers.CharField()
