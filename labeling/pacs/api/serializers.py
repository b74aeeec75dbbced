"""PACS, pulls and sends as JSON."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.cohorts.selectors import case_name
from labeling.pacs.models import (
    Pacs,
    PacsAuth,
    PacsLink,
    PacsState,
    Pull,
    PullSeries,
    PullSeriesState,
    PullState,
    Send,
    SendState,
)
from labeling.pacs.progress import PullProgress

_MAX_ID = 2**63 - 1
_UID = r"^[0-9]+(\.[0-9]+)*$"


class PacsSerializer(serializers.ModelSerializer[Pacs]):
    auth = serializers.ChoiceField(choices=PacsAuth.choices)
    state = serializers.ChoiceField(choices=PacsState.choices)
    has_secret = serializers.SerializerMethodField()

    class Meta:
        model = Pacs
        fields = (
            "id",
            "name",
            "url",
            "auth",
            "username",
            "has_secret",
            "state",
            "problem",
            "checked_at",
            "created_at",
        )
        read_only_fields = fields

    def get_has_secret(self, pacs: Pacs) -> bool:
        return bool(pacs.secret)


class NewPacsSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)
    url = serializers.CharField(max_length=400, help_text="https://pacs.example.org/dicom-web")
    auth = serializers.ChoiceField(choices=PacsAuth.choices, default=PacsAuth.NONE)
    username = serializers.CharField(max_length=120, required=False, allow_blank=True)
    secret = serializers.CharField(
        max_length=4000,
        required=False,
        allow_blank=True,
        write_only=True,
        trim_whitespace=False,
        help_text="Password (basic) or token (bearer). Never shown again.",
    )


class PacsCheckSerializer(serializers.Serializer[Any]):
    ok = serializers.BooleanField()
    message = serializers.CharField()
    seconds = serializers.FloatField()


class PacsNameSerializer(serializers.ModelSerializer[Pacs]):
    """What members see of a PACS: no address, no user."""

    state = serializers.ChoiceField(choices=PacsState.choices)

    class Meta:
        model = Pacs
        fields = ("id", "name", "state")
        read_only_fields = fields


class PacsLinkSerializer(serializers.ModelSerializer[PacsLink]):
    pacs = PacsNameSerializer(read_only=True)

    class Meta:
        model = PacsLink
        fields = ("pacs", "sends_results")
        read_only_fields = fields


class NewPacsLinkSerializer(serializers.Serializer[Any]):
    pacs = serializers.IntegerField(help_text="Its id.", min_value=1, max_value=_MAX_ID)
    sends_results = serializers.BooleanField(default=False)


class PacsLinksSerializer(serializers.Serializer[Any]):
    links = NewPacsLinkSerializer(many=True)


class PacsSearchSerializer(serializers.Serializer[Any]):
    """Sent in a body: what is searched for must not stand in an address."""

    PatientID = serializers.CharField(max_length=64, required=False, allow_blank=True)
    PatientName = serializers.CharField(max_length=64, required=False, allow_blank=True)
    StudyDate = serializers.CharField(
        max_length=17, required=False, allow_blank=True, help_text="YYYYMMDD, a-b, a- or -b."
    )
    AccessionNumber = serializers.CharField(max_length=64, required=False, allow_blank=True)
    StudyDescription = serializers.CharField(max_length=64, required=False, allow_blank=True)
    Modality = serializers.CharField(max_length=16, required=False, allow_blank=True)
    SeriesDescription = serializers.CharField(max_length=64, required=False, allow_blank=True)
    BodyPartExamined = serializers.CharField(max_length=16, required=False, allow_blank=True)
    limit = serializers.IntegerField(
        min_value=1, max_value=100, default=25, help_text="Studies a page."
    )
    offset = serializers.IntegerField(min_value=0, max_value=1_000_000, default=0)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Unknown names are kept, to be refused."""
        known: dict[str, Any] = super().to_internal_value(data)
        return {**{str(name): "unknown" for name in data}, **known}


class FoundSeriesSerializer(serializers.Serializer[Any]):
    study_instance_uid = serializers.CharField()
    series_instance_uid = serializers.CharField()
    patient_id = serializers.CharField()
    patient_name = serializers.CharField()
    study_date = serializers.CharField()
    study_description = serializers.CharField()
    accession_number = serializers.CharField()
    modality = serializers.CharField()
    series_number = serializers.IntegerField(allow_null=True)
    series_description = serializers.CharField()
    body_part_examined = serializers.CharField()
    instances = serializers.IntegerField(
        allow_null=True, help_text="As the PACS says; null when it does not."
    )
    here = serializers.IntegerField(help_text="How many are stored in this project already.")


class FoundSerializer(serializers.Serializer[Any]):
    rows = FoundSeriesSerializer(many=True)
    next_offset = serializers.IntegerField(
        allow_null=True, help_text="Of the next page of studies; null after the last."
    )


class SeriesAddressSerializer(serializers.Serializer[Any]):
    study_instance_uid = serializers.RegexField(_UID, max_length=64)
    series_instance_uid = serializers.RegexField(_UID, max_length=64)


class PullCohortSerializer(serializers.Serializer[Any]):
    """An existing cohort by its id, or the name of a new one."""

    id = serializers.IntegerField(required=False, min_value=1, max_value=_MAX_ID)
    name = serializers.CharField(max_length=120, required=False)


class NewPullSerializer(serializers.Serializer[Any]):
    pacs = serializers.IntegerField(help_text="Its id.", min_value=1, max_value=_MAX_ID)
    series = serializers.ListField(child=SeriesAddressSerializer(), max_length=10_000)
    cohort = PullCohortSerializer(required=False, allow_null=True, default=None)


class PullProgressSerializer(serializers.Serializer[Any]):
    series_total = serializers.IntegerField()
    series_done = serializers.IntegerField()
    series_failed = serializers.IntegerField()
    instances_stored = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Were here already.")
    held = serializers.IntegerField(help_text="Wait for a person's decision.")
    refused = serializers.IntegerField()
    bytes = serializers.IntegerField()
    fraction = serializers.FloatField()
    eta_seconds = serializers.FloatField(allow_null=True)


class _CohortNameSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class PullSerializer(serializers.ModelSerializer[Pull]):
    """Context: `progress`, {pull id: PullProgress}."""

    pacs = PacsNameSerializer(read_only=True)
    cohort = _CohortNameSerializer(read_only=True, allow_null=True)
    by = serializers.CharField(source="user.name", default=None, allow_null=True, read_only=True)
    state = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()

    class Meta:
        model = Pull
        fields = (
            "id",
            "pacs",
            "cohort",
            "by",
            "state",
            "problem",
            "progress",
            "upload",
            "created_at",
            "ended_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=PullState.choices))
    def get_state(self, pull: Pull) -> str:
        return self._of(pull).state

    def get_problem(self, pull: Pull) -> str:
        return self._of(pull).problem

    @extend_schema_field(PullProgressSerializer)
    def get_progress(self, pull: Pull) -> dict[str, Any]:
        return dict(PullProgressSerializer(asdict(self._of(pull))).data)

    def _of(self, pull: Pull) -> PullProgress:
        found: PullProgress = self.context["progress"][pull.pk]
        return found


class PulledProblemSerializer(serializers.Serializer[Any]):
    sop_instance_uid = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class PullSeriesSerializer(serializers.ModelSerializer[PullSeries]):
    state = serializers.ChoiceField(choices=PullSeriesState.choices)
    stored = serializers.IntegerField()
    known = serializers.IntegerField()
    held = serializers.IntegerField()
    refused = serializers.IntegerField()
    bytes = serializers.IntegerField()
    refusals = serializers.SerializerMethodField()

    class Meta:
        model = PullSeries
        fields = (
            "id",
            "study_instance_uid",
            "series_instance_uid",
            "state",
            "expected",
            "stored",
            "known",
            "held",
            "refused",
            "bytes",
            "problem_code",
            "problem",
            "refusals",
        )
        read_only_fields = fields

    @extend_schema_field(PulledProblemSerializer(many=True))
    def get_refusals(self, series: PullSeries) -> list[dict[str, Any]]:
        """The first of them."""
        shown = self.context["refusals"].get(series.pk, [])
        return list(PulledProblemSerializer(shown, many=True).data)


class PullDetailSerializer(PullSerializer):
    """Context: also `series` to tell of, their `refusals`, and how many are `series_in_trouble`."""

    series = serializers.SerializerMethodField(
        help_text="Those in trouble and the one in hand; `progress` counts them all."
    )
    series_in_trouble = serializers.SerializerMethodField()

    class Meta:
        model = Pull
        fields = (*PullSerializer.Meta.fields, "series", "series_in_trouble")
        read_only_fields = fields

    @extend_schema_field(PullSeriesSerializer(many=True))
    def get_series(self, pull: Pull) -> list[dict[str, Any]]:
        series = PullSeriesSerializer(self.context["series"], many=True, context=self.context)
        return list(series.data)

    def get_series_in_trouble(self, pull: Pull) -> int:
        found: int = self.context["series_in_trouble"]
        return found


class _CaseNameSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class SendSerializer(serializers.ModelSerializer[Send]):
    case = serializers.SerializerMethodField()
    revision = serializers.IntegerField(source="revision.number", help_text="Its number.")
    revision_id = serializers.IntegerField()
    pacs = PacsNameSerializer(read_only=True)
    state = serializers.ChoiceField(choices=SendState.choices)

    class Meta:
        model = Send
        fields = (
            "id",
            "case",
            "revision",
            "revision_id",
            "pacs",
            "state",
            "message",
            "sop_instance_uid",
            "created_at",
            "sent_at",
        )
        read_only_fields = fields

    @extend_schema_field(_CaseNameSerializer)
    def get_case(self, send: Send) -> dict[str, Any]:
        case = send.revision.case
        return {"id": case.pk, "name": case_name(case)}
