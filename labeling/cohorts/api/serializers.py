"""Cases and cohorts as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.cohorts.models import Case, CaseState, Cohort, CohortKind, SplitName
from labeling.cohorts.selectors import (
    ALLOWED,
    LONGEST,
    MOST_TOLD,
    case_ids_of,
    case_name,
    slices_of,
)
from labeling.ingest.addresses import thumbnail_address


class CaseNameSerializer(serializers.Serializer[Case]):
    """A case as it is mentioned elsewhere."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    thumbnail = serializers.CharField(read_only=True, allow_null=True)

    def to_representation(self, instance: Case) -> dict[str, Any]:
        return {
            "id": instance.pk,
            "name": case_name(instance),
            "thumbnail": thumbnail_address(instance.series),
        }


class CaseWithoutSerializer(serializers.Serializer[Any]):
    """A case that lacks a channel, and why."""

    case = CaseNameSerializer()
    code = serializers.CharField(source="problem.code")
    reason = serializers.CharField(source="problem.message")


class CompletenessSerializer(serializers.Serializer[Any]):
    """How many cases have every channel of the project."""

    cases = serializers.IntegerField()
    complete = serializers.IntegerField()
    without = CaseWithoutSerializer(many=True, help_text=f"The first {MOST_TOLD} that lack one.")


class CaseSearchSerializer(serializers.Serializer[Any]):
    """What is searched for, in a body: it may say who a patient is. Unknown names are kept, to be refused."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        names = (*ALLOWED, "sort")
        return {
            name: serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
            for name in names
        }

    def to_internal_value(self, data: Any) -> dict[str, str]:
        known: dict[str, str] = super().to_internal_value(data)
        return {str(name): known.get(name, "unknown") for name in data}


class CaseRowSerializer(serializers.ModelSerializer[Case]):
    """A row of the list of cases."""

    name = serializers.SerializerMethodField()
    thumbnail = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=CaseState.choices, read_only=True)
    split = serializers.ChoiceField(
        choices=SplitName.choices, source="patient.split.name", read_only=True
    )
    study_date = serializers.CharField(source="series.study.study_date", read_only=True)
    modality = serializers.CharField(source="series.modality", read_only=True)
    manufacturer = serializers.CharField(source="series.manufacturer", read_only=True)
    manufacturer_model_name = serializers.CharField(
        source="series.manufacturer_model_name", read_only=True
    )
    slice_thickness = serializers.FloatField(
        source="series.slice_thickness", read_only=True, allow_null=True
    )
    series_description = serializers.CharField(source="series.series_description", read_only=True)
    patient_id = serializers.CharField(source="patient.patient_id", read_only=True)
    patient_sex = serializers.CharField(source="patient.patient_sex", read_only=True)
    patient_age = serializers.CharField(source="series.study.patient_age", read_only=True)
    slices = serializers.SerializerMethodField()
    score = serializers.FloatField(read_only=True, allow_null=True)
    round = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Case
        fields = (
            "id",
            "name",
            "thumbnail",
            "number",
            "state",
            "state_changed_at",
            "split",
            "flagged",
            "excluded_reason",
            "study_date",
            "modality",
            "manufacturer",
            "manufacturer_model_name",
            "slice_thickness",
            "series_description",
            "patient_id",
            "patient_sex",
            "patient_age",
            "slices",
            "score",
            "round",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_name(self, case: Case) -> str:
        return case_name(case)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_thumbnail(self, case: Case) -> str | None:
        return thumbnail_address(case.series)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_slices(self, case: Case) -> int | None:
        return slices_of(case)


class CohortSerializer(serializers.ModelSerializer[Cohort]):
    cases = serializers.IntegerField(source="size", read_only=True)
    kind = serializers.ChoiceField(choices=CohortKind.choices, read_only=True)

    class Meta:
        model = Cohort
        fields = ("id", "name", "kind", "query", "cases", "created_at", "created_by")
        read_only_fields = fields


class CohortDetailSerializer(CohortSerializer):
    case_ids = serializers.SerializerMethodField()

    class Meta:
        model = Cohort
        fields = (*CohortSerializer.Meta.fields, "case_ids")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_case_ids(self, cohort: Cohort) -> list[int]:
        return case_ids_of(cohort)


class NewCohortSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(choices=CohortKind.choices, default=CohortKind.POOL)
    query = serializers.DictField(child=serializers.CharField(max_length=64), default=dict)
    cases = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=100_000
    )
