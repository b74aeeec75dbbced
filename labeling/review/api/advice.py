"""Whether picking pays and whether labels are enough, as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.projects.permissions import project_for
from labeling.review.selectors import advice_of, arms_of


class AdviceSerializer(serializers.Serializer[Any]):
    """One rule of stopping; nothing follows from it by itself."""

    rule = serializers.CharField(help_text="gain, agreement, human, budget")
    verdict = serializers.ChoiceField(choices=["enough", "go_on", "early"])
    title = serializers.CharField()
    evidence = serializers.CharField()


class MeanIntervalSerializer(serializers.Serializer[Any]):
    """A mean with its 95 % bootstrap interval over `n` cases; no interval below five."""

    mean = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()


class ArmSerializer(serializers.Serializer[Any]):
    """What it took to correct the cases of one arm."""

    arm = serializers.CharField()
    cases = serializers.IntegerField()
    dice = MeanIntervalSerializer(allow_null=True)
    edited_voxels = MeanIntervalSerializer(allow_null=True)
    minutes = MeanIntervalSerializer(allow_null=True)


class ArmsSerializer(serializers.Serializer[Any]):
    """The picked arm beside the control arm; the difference is of draft Dice."""

    arms = ArmSerializer(many=True)
    difference = MeanIntervalSerializer(allow_null=True)
    words = serializers.CharField()


class LearningAdviceSerializer(serializers.Serializer[Any]):
    advice = AdviceSerializer(many=True)
    arms = ArmsSerializer()


class OneAdvice(APIView):
    @extend_schema(operation_id="get_advice", responses=LearningAdviceSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Whether picking pays, and whether more labels do."""
        project = project_for(person_of(request), slug)
        found = {"advice": advice_of(project), "arms": arms_of(project)}
        return Response(LearningAdviceSerializer(found).data)
