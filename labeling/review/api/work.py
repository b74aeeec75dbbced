"""The reader's work as JSON."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.assign.models import AssignmentState
from labeling.cohorts.api.serializers import CaseNameSerializer
from labeling.projects.permissions import project_for
from labeling.review.selectors import work_of


class NextWorkSerializer(serializers.Serializer[Any]):
    assignment_id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AssignmentState.choices)
    case = CaseNameSerializer()
    project = serializers.CharField(help_text="Slug.")
    doubt_text = serializers.CharField(allow_null=True)
    worst_slice = serializers.IntegerField(allow_null=True, help_text="z, from 0.")
    expected_minutes = serializers.FloatField(allow_null=True)
    due = serializers.DateField(allow_null=True)
    slices = serializers.IntegerField(allow_null=True)
    spacing = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="mm, (z, y, x)."
    )
    after = serializers.IntegerField(help_text="Further open cases.")


class SubmissionSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    seconds = serializers.IntegerField()


class TodaySerializer(serializers.Serializer[Any]):
    """Submissions since midnight; medians are null without any."""

    submitted = serializers.IntegerField()
    active_seconds = serializers.IntegerField()
    median_seconds = serializers.FloatField(allow_null=True)
    cases = SubmissionSerializer(many=True)
    project_median = serializers.FloatField(allow_null=True, help_text="Seconds.")


class ReturnedCommentSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    z = serializers.IntegerField(allow_null=True)
    index = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    text = serializers.CharField()


class ReturnedWorkSerializer(serializers.Serializer[Any]):
    assignment_id = serializers.IntegerField()
    case = CaseNameSerializer()
    project = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    comments = ReturnedCommentSerializer(many=True)


class OpenWorkSerializer(serializers.Serializer[Any]):
    assignment_id = serializers.IntegerField()
    case = CaseNameSerializer()
    project = serializers.CharField()
    saved_at = serializers.DateTimeField(allow_null=True)
    due = serializers.DateField(allow_null=True)
    active_seconds = serializers.IntegerField(allow_null=True)
    expected_minutes = serializers.FloatField(allow_null=True)


class SubmittedWorkSerializer(serializers.Serializer[Any]):
    """Handed in and not reviewed yet: the reader may still take it back."""

    assignment_id = serializers.IntegerField()
    case = CaseNameSerializer()
    project = serializers.CharField()
    number = serializers.IntegerField(help_text="Of the revision.")
    at = serializers.DateTimeField()


class WorkSerializer(serializers.Serializer[Any]):
    next = NextWorkSerializer(allow_null=True)
    today = TodaySerializer()
    returned = ReturnedWorkSerializer(many=True)
    open = OpenWorkSerializer(many=True)
    submitted = SubmittedWorkSerializer(many=True)


class MyWork(APIView):
    @extend_schema(
        operation_id="get_work",
        parameters=[OpenApiParameter("project", str, description="Slug; all of mine without.")],
        responses=WorkSerializer,
    )
    def get(self, request: Request) -> Response:
        """What I do next, today's pace, what came back to me and what I have begun."""
        person = person_of(request)
        slug = request.query_params.get("project")
        project = project_for(person, slug) if slug else None
        return Response(WorkSerializer(work_of(person, project)).data)
