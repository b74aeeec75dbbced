"""The project's overview as JSON."""

from typing import Any, get_args

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.projects.permissions import acts_of, project_for
from labeling.review.selectors import overview_of
from labeling.rounds.selectors import Standing


class TrainingSummarySerializer(serializers.Serializer[Any]):
    run_id = serializers.IntegerField()
    state = serializers.CharField()
    fraction = serializers.FloatField(allow_null=True)
    message = serializers.CharField(allow_blank=True)


class ChampionSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    dice = serializers.FloatField(allow_null=True)


class LoopSerializer(serializers.Serializer[Any]):
    """Cases at each station of the loop."""

    pool = serializers.IntegerField()
    picked = serializers.IntegerField()
    labelling = serializers.IntegerField()
    returned = serializers.IntegerField()
    review = serializers.IntegerField()
    approved = serializers.IntegerField()
    approved_for_training = serializers.IntegerField(help_text="Those of the training split.")
    excluded = serializers.IntegerField()
    training = TrainingSummarySerializer(allow_null=True)
    champion = ChampionSerializer(allow_null=True)


class RoundProgressSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    approved = serializers.IntegerField()
    total = serializers.IntegerField()


class LearningPointSerializer(serializers.Serializer[Any]):
    """A judged model; without an interval there were too few patients for one."""

    model = serializers.IntegerField()
    labels = serializers.IntegerField()
    dice = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    patients = serializers.IntegerField(allow_null=True)
    standing = serializers.ChoiceField(choices=get_args(Standing))


class PaceSerializer(serializers.Serializer[Any]):
    round = serializers.IntegerField(allow_null=True)
    median = serializers.FloatField()
    q1 = serializers.FloatField()
    q3 = serializers.FloatField()
    n = serializers.IntegerField()


class AgreementSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    color = serializers.IntegerField()
    dice = serializers.FloatField()
    n = serializers.IntegerField()


class GroupShareSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    approved = serializers.IntegerField()
    pool = serializers.IntegerField()


class CoverageSerializer(serializers.Serializer[Any]):
    sex = GroupShareSerializer(many=True)
    age = GroupShareSerializer(many=True)
    scanner = GroupShareSerializer(many=True)
    site = GroupShareSerializer(many=True)


class NeedSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    href = serializers.CharField()


class OverviewSerializer(serializers.Serializer[Any]):
    loop = LoopSerializer()
    round = RoundProgressSerializer(allow_null=True)
    learning_curve = LearningPointSerializer(many=True)
    minutes_per_case = PaceSerializer(many=True)
    agreement = AgreementSerializer(many=True)
    reader_agreement = AgreementSerializer(many=True, help_text="Between two blind readers.")
    coverage = CoverageSerializer()
    needs_you = NeedSerializer(many=True)


class OneOverview(APIView):
    @extend_schema(operation_id="get_overview", responses=OverviewSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Where the project stands, and what waits for a decision of this person's."""
        person = person_of(request)
        project = project_for(person, slug)
        return Response(OverviewSerializer(overview_of(project, acts_of(person, project))).data)
