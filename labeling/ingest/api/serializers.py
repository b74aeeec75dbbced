"""Shapes of uploads and series on the wire."""

from typing import Any

from rest_framework import serializers

from labeling.ingest.addresses import thumbnail_address
from labeling.ingest.models import Series, Upload


class FileProblemSerializer(serializers.Serializer[dict[str, str]]):
    file = serializers.CharField(help_text="The sender's name for it, without folders.")
    code = serializers.CharField()
    message = serializers.CharField()


class FileOutcomeSerializer(serializers.Serializer[dict[str, str]]):
    file = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["stored", "known", "held", "refused"])
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)


class UploadSerializer(serializers.ModelSerializer[Upload]):
    problems = FileProblemSerializer(many=True, help_text="The first hundred.")
    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Upload
        fields = (
            "id",
            "project",
            "source",
            "state",
            "stored",
            "known",
            "refused",
            "held",
            "problems",
            "created_at",
        )
        read_only_fields = fields


class UploadedFilesSerializer(serializers.Serializer[dict[str, Any]]):
    """What became of the files of one request."""

    files = FileOutcomeSerializer(many=True)
    upload = UploadSerializer()


class FilesToUploadSerializer(serializers.Serializer[dict[str, Any]]):
    file = serializers.ListField(
        child=serializers.FileField(), help_text="DICOM files or zip archives of them."
    )


class SeriesSerializer(serializers.ModelSerializer[Series]):
    study_instance_uid = serializers.CharField(source="study.study_instance_uid")
    study_date = serializers.CharField(source="study.study_date")
    study_description = serializers.CharField(source="study.study_description")
    instances = serializers.IntegerField(source="instance_count")
    thumbnail = serializers.SerializerMethodField()

    class Meta:
        model = Series
        fields = (
            "id",
            "study_instance_uid",
            "series_instance_uid",
            "study_date",
            "study_description",
            "series_number",
            "series_description",
            "modality",
            "body_part_examined",
            "instances",
            "state",
            "problem_code",
            "problem",
            "geometry",
            "thumbnail",
            "created_at",
        )
        read_only_fields = fields

    def get_thumbnail(self, series: Series) -> str | None:
        return thumbnail_address(series)
