"""De-identification and held images on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.imaging.deid.profile import OPTION_TEXTS, Option
from labeling.imaging.deid.suspects import SENTENCES, Reason
from labeling.ingest.models import DeidentificationProfile, HeldSeries, ProfileName, Upload

OPTIONS = [(option.value, OPTION_TEXTS[option].title) for option in Option]
ACTIONS = ["removed", "emptied", "replaced", "remapped", "shifted", "cleaned", "retained"]


class OptionSerializer(serializers.Serializer[Any]):
    name = serializers.ChoiceField(choices=OPTIONS)
    title = serializers.CharField(help_text="As PS3.15 E.3 calls it.")
    keeps = serializers.CharField(help_text="What it keeps that would be removed without it.")


class DeidentificationSerializer(serializers.ModelSerializer[DeidentificationProfile]):
    """How what comes in is de-identified."""

    profile = serializers.ChoiceField(choices=ProfileName.choices)
    options = serializers.ListField(child=serializers.ChoiceField(choices=OPTIONS))
    available_options = serializers.SerializerMethodField()

    class Meta:
        model = DeidentificationProfile
        fields = ("profile", "options", "date_shift_days", "available_options")
        read_only_fields = fields

    @extend_schema_field(OptionSerializer(many=True))
    def get_available_options(self, settings: DeidentificationProfile) -> list[dict[str, str]]:
        return [
            {"name": option.value, "title": text.title, "keeps": text.keeps}
            for option, text in OPTION_TEXTS.items()
        ]


class DeidentificationChangeSerializer(serializers.Serializer[Any]):
    profile = serializers.ChoiceField(choices=ProfileName.choices)
    options = serializers.ListField(
        child=serializers.ChoiceField(choices=OPTIONS), default=list, max_length=len(OPTIONS)
    )
    date_shift_days = serializers.IntegerField(min_value=1, max_value=32_000, default=365)


class DoneSerializer(serializers.Serializer[Any]):
    keyword = serializers.CharField(help_text="DICOM keyword, or what kind of element it was.")
    action = serializers.ChoiceField(choices=ACTIONS)
    count = serializers.IntegerField()


class UploadDeidentificationSerializer(serializers.Serializer[Any]):
    """What was done to the headers of an upload; never a value."""

    upload = serializers.IntegerField()
    files = serializers.IntegerField(help_text="Files that were de-identified.")
    done = DoneSerializer(many=True)

    def to_representation(self, instance: Upload) -> dict[str, Any]:
        counts = instance.deidentification.get("counts", {})
        done = [
            {"keyword": keyword, "action": action, "count": count}
            for action in ACTIONS
            for keyword, count in sorted(counts.get(action, {}).items())
        ]
        files = instance.deidentification.get("files", 0)
        return {"upload": instance.pk, "files": files, "done": done}


class HeldReasonSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=[(reason.value, reason.value) for reason in Reason])
    text = serializers.CharField()


class HeldSerializer(serializers.ModelSerializer[HeldSeries]):
    instances = serializers.IntegerField(source="instance_count")
    reasons = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()

    class Meta:
        model = HeldSeries
        fields = (
            "id",
            "study_instance_uid",
            "series_instance_uid",
            "modality",
            "description",
            "reasons",
            "instances",
            "created_at",
            "picture",
        )
        read_only_fields = fields

    @extend_schema_field(HeldReasonSerializer(many=True))
    def get_reasons(self, held: HeldSeries) -> list[dict[str, str]]:
        return [{"code": code, "text": SENTENCES[Reason(code)]} for code in held.reasons]

    def get_picture(self, held: HeldSeries) -> str:
        """Add ?instance=2 for the second image, and so on."""
        return f"/api/held/{held.pk}/picture"


class RejectionSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=200, help_text="Kept in the audit trail: write no names."
    )


class DecisionSerializer(serializers.Serializer[Any]):
    instances = serializers.IntegerField(help_text="How many images it was about.")
