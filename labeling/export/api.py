"""Snapshots over HTTP: freeze, look, have written, download."""

from collections import Counter
from typing import Any

from django.http import FileResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.core import blobs
from labeling.export import selectors, services
from labeling.export.errors import FileNotWritten
from labeling.export.models import FileFormat, FileState, Snapshot, SnapshotFile
from labeling.projects.errors import NotHere
from labeling.projects.permissions import Act, project_for, require


class SnapshotFileSerializer(serializers.ModelSerializer[SnapshotFile]):
    format = serializers.ChoiceField(choices=FileFormat.choices)
    state = serializers.ChoiceField(choices=FileState.choices)

    class Meta:
        model = SnapshotFile
        fields = ("format", "state", "size", "blob", "error", "created_at")
        read_only_fields = fields


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    by = serializers.CharField(source="created_by.name", default=None, allow_null=True)
    files = SnapshotFileSerializer(many=True, read_only=True)
    splits = serializers.SerializerMethodField()
    patients = serializers.SerializerMethodField()
    leak_free = serializers.SerializerMethodField()

    class Meta:
        model = Snapshot
        fields = (
            "id",
            "number",
            "name",
            "case_count",
            "patients",
            "splits",
            "leak_free",
            "manifest_sha256",
            "created_at",
            "by",
            "files",
        )
        read_only_fields = fields

    def get_splits(self, snapshot: Snapshot) -> dict[str, int]:
        """Cases per split."""
        return dict(Counter(case["split"] for case in snapshot.manifest["cases"]))

    def get_patients(self, snapshot: Snapshot) -> int:
        return len({case["patient"] for case in snapshot.manifest["cases"]})

    def get_leak_free(self, snapshot: Snapshot) -> bool:
        return bool(snapshot.manifest["leak_check"]["clean"])


class SnapshotDetailSerializer(SnapshotSerializer):
    manifest = serializers.JSONField(read_only=True)

    class Meta(SnapshotSerializer.Meta):
        fields = (*SnapshotSerializer.Meta.fields, "manifest")  # type: ignore[assignment]


class FreezeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class RequestFileSerializer(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=FileFormat.choices)


class Snapshots(APIView):
    @extend_schema(operation_id="list_snapshots", responses=SnapshotSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The snapshots of a project, newest first."""
        project = project_for(person_of(request), slug, Act.EXPORT)
        return Response(SnapshotSerializer(selectors.snapshots_of(project), many=True).data)

    @extend_schema(
        operation_id="freeze_snapshot",
        request=FreezeSerializer,
        responses={201: SnapshotSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Freeze what is approved now."""
        person = person_of(request)
        project = project_for(person, slug, Act.EXPORT)
        body = FreezeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        snapshot = services.freeze_snapshot(
            project=project, user=person, name=body.validated_data["name"]
        )
        return Response(SnapshotSerializer(snapshot).data, status=status.HTTP_201_CREATED)


class OneSnapshot(APIView):
    @extend_schema(operation_id="get_snapshot", responses=SnapshotDetailSerializer)
    def get(self, request: Request, snapshot_id: int) -> Response:
        """A snapshot with its whole manifest."""
        return Response(SnapshotDetailSerializer(_snapshot(request, snapshot_id)).data)


class SnapshotFiles(APIView):
    @extend_schema(
        operation_id="request_snapshot_file",
        request=RequestFileSerializer,
        responses={202: SnapshotFileSerializer},
    )
    def post(self, request: Request, snapshot_id: int) -> Response:
        """Have the snapshot written in a format."""
        snapshot = _snapshot(request, snapshot_id)
        body = RequestFileSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        file = services.request_file(
            snapshot=snapshot,
            file_format=FileFormat(body.validated_data["format"]),
            user=person_of(request),
        )
        return Response(SnapshotFileSerializer(file).data, status=status.HTTP_202_ACCEPTED)


class OneSnapshotFile(APIView):
    @extend_schema(
        operation_id="download_snapshot_file",
        responses={
            (200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY),
            304: OpenApiResponse(description="The client has these bytes."),
        },
    )
    def get(self, request: Request, snapshot_id: int, file_format: str) -> HttpResponseBase:
        """The zip. Its ETag is the SHA-256 of its bytes, which never change."""
        snapshot = _snapshot(request, snapshot_id)
        file = selectors.ready_file(snapshot, file_format)
        if file is None:
            raise FileNotWritten(expected=list(FileFormat.values), got=file_format)
        etag = f'"{file.blob}"'
        if request.headers.get("If-None-Match") == etag:
            return HttpResponseNotModified()
        response = FileResponse(
            blobs.open_blob(file.blob),
            as_attachment=True,
            filename=f"{snapshot.project.slug}-S{snapshot.number}-{file.format}.zip",
            content_type="application/zip",
        )
        response["ETag"] = etag
        response["Cache-Control"] = "private, max-age=31536000, immutable"
        return response


def _snapshot(request: Request, snapshot_id: int) -> Snapshot:
    person = person_of(request)
    snapshot = selectors.visible_snapshots(person).filter(pk=snapshot_id).first()
    if snapshot is None:
        raise NotHere
    require(person, snapshot.project, Act.EXPORT)
    return snapshot
