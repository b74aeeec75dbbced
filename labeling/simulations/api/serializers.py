"""Simulations as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.core import jobs
from labeling.projects.api.serializers import PersonSerializer
from labeling.simulations.models import Simulation, SimulationState
from labeling.simulations.parameters import (
    MOST_ROUNDS,
    MOST_SEEDS,
    MOST_STEPS,
    MOST_STRATEGIES,
    STRATEGIES,
    Parameters,
)


class ParametersSerializer(serializers.Serializer[Any]):
    """What is simulated."""

    strategies = serializers.ListField(
        child=serializers.ChoiceField(choices=STRATEGIES), min_length=1, max_length=MOST_STRATEGIES
    )
    seeds = serializers.IntegerField(min_value=1, max_value=MOST_SEEDS)
    seed_labels = serializers.IntegerField(min_value=1, max_value=10_000)
    batch = serializers.IntegerField(min_value=1, max_value=10_000)
    rounds = serializers.IntegerField(min_value=1, max_value=MOST_ROUNDS)
    steps = serializers.IntegerField(min_value=1, max_value=MOST_STEPS)

    def validate_strategies(self, value: list[str]) -> list[str]:
        """Each once."""
        if len(set(value)) != len(value):
            raise serializers.ValidationError("Each strategy once.")
        return value


class ForecastSerializer(serializers.Serializer[Any]):
    """What a simulation would take."""

    trainings = serializers.IntegerField()
    seconds = serializers.FloatField()
    measured = serializers.BooleanField()
    labels = serializers.IntegerField()
    pool = serializers.IntegerField()
    needed = serializers.IntegerField()


class OfferedSerializer(serializers.Serializer[Any]):
    """A strategy that can be simulated."""

    name = serializers.ChoiceField(choices=STRATEGIES)
    title = serializers.CharField()
    explanation = serializers.CharField()


class SuggestionSerializer(ForecastSerializer):
    """What would fit the project, and what that would take."""

    parameters = ParametersSerializer()
    strategies = OfferedSerializer(many=True)


class SimulationProgressSerializer(serializers.Serializer[Any]):
    """How far the job of a simulation is."""

    fraction = serializers.FloatField()
    message = serializers.CharField()
    eta_seconds = serializers.FloatField(allow_null=True)


class SimulationSerializer(serializers.ModelSerializer[Simulation]):
    state = serializers.ChoiceField(choices=SimulationState.choices, read_only=True)
    parameters = serializers.SerializerMethodField()
    requested_by = PersonSerializer(read_only=True, allow_null=True)
    progress = serializers.SerializerMethodField()
    verdict = serializers.SerializerMethodField()

    class Meta:
        model = Simulation
        fields: tuple[str, ...] = (
            "id",
            "state",
            "parameters",
            "requested_by",
            "requested_at",
            "started_at",
            "finished_at",
            "progress",
            "verdict",
            "error_code",
            "error",
        )
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(ParametersSerializer)
    def get_parameters(self, found: Simulation) -> Any:
        return found.parameters

    @extend_schema_field(SimulationProgressSerializer(allow_null=True))
    def get_progress(self, found: Simulation) -> Any:
        """Null once it is over. A simulation that waits keeps the share that is done."""
        if found.finished_at is not None:
            return None
        job = jobs.progress_of([found.job_id]).get(found.job_id) if found.job_id else None
        parameters = Parameters.from_json(found.parameters)
        share = found.played / (
            parameters.seeds * (1 + len(parameters.strategies) * (parameters.rounds + 1))
        )
        return {
            "fraction": max(share, job.fraction if job else 0.0),
            "message": job.message if job else "",
            "eta_seconds": job.eta_seconds if job else None,
        }

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_verdict(self, found: Simulation) -> list[str]:
        """Plain sentences; empty until it is done."""
        return list(found.results.get("verdict", []))


class SeedIntervalSerializer(serializers.Serializer[Any]):
    """A mean over seeds with its 95 % interval."""

    mean = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class SimulatedPointSerializer(serializers.Serializer[Any]):
    """One point of a curve."""

    labels = serializers.IntegerField()
    dice = SeedIntervalSerializer()
    edited = serializers.FloatField()
    minutes = serializers.FloatField()


class ReachSerializer(serializers.Serializer[Any]):
    """What it took to come to a share of the full-data Dice; null where it never did."""

    labels = serializers.FloatField(allow_null=True)
    edited = serializers.FloatField(allow_null=True)
    minutes = serializers.FloatField(allow_null=True)
    seeds = serializers.IntegerField()
    at_start = serializers.BooleanField()


class SimulatedArmSerializer(serializers.Serializer[Any]):
    """One strategy."""

    strategy = serializers.CharField()
    points = SimulatedPointSerializer(many=True)
    aubc = SeedIntervalSerializer()
    gain_per_1000_voxels = serializers.FloatField(allow_null=True)
    gain_per_minute = serializers.FloatField(allow_null=True)
    reach = serializers.DictField(child=ReachSerializer())


class SimulatedPairSerializer(serializers.Serializer[Any]):
    """Two strategies; the difference of their areas. `tie` is null where seeds are too few to say."""

    a = serializers.CharField()
    b = serializers.CharField()
    difference = SeedIntervalSerializer()
    p_holm = serializers.FloatField(allow_null=True)
    p_wilcoxon = serializers.FloatField(allow_null=True)
    tie = serializers.BooleanField(allow_null=True)


class FullDataSerializer(serializers.Serializer[Any]):
    """The model of all labels."""

    dice = SeedIntervalSerializer()
    labels = serializers.IntegerField()


class SimulationCasesSerializer(serializers.Serializer[Any]):
    """What it was played on."""

    pool = serializers.IntegerField()
    holdout = serializers.IntegerField()
    pool_patients = serializers.IntegerField()
    holdout_patients = serializers.IntegerField()


class ResultsSerializer(serializers.Serializer[Any]):
    """Curves, figures and marks."""

    seeds = serializers.ListField(child=serializers.IntegerField())
    cases = SimulationCasesSerializer()
    full_data = FullDataSerializer(allow_null=True)
    marks = serializers.DictField(child=serializers.FloatField())
    arms = SimulatedArmSerializer(many=True)
    pairs = SimulatedPairSerializer(many=True)


class SimulationDetailSerializer(SimulationSerializer):
    results = serializers.SerializerMethodField()

    class Meta(SimulationSerializer.Meta):
        fields: tuple[str, ...] = (*SimulationSerializer.Meta.fields, "results")
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(ResultsSerializer(allow_null=True))
    def get_results(self, found: Simulation) -> Any:
        """Null until it is done."""
        return ResultsSerializer(found.results).data if found.results else None
