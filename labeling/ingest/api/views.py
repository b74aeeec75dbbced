"""Uploads and series over HTTP."""

from dataclasses import asdict

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.core.blob_response import blob_response
from labeling.core.errors import BadInput
from labeling.core.pagination import Page
from labeling.ingest import selectors, services
from labeling.ingest.admission import admitted
from labeling.ingest.api import serializers as s
from labeling.ingest.errors import NoSuchSeries
from labeling.ingest.files import staged
from labeling.ingest.models import Upload
from labeling.projects.permissions import Act, project_for, require

_TRUTH = {"true": True, "1": True, "false": False, "0": False, None: None, "": None}


class Uploads(APIView):
    @extend_schema(operation_id="open_upload", request=None, responses={201: s.UploadSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Begin an upload of scans to the project."""
        person = person_of(request)
        project = project_for(person, slug, Act.UPLOAD)
        upload = services.open_upload(project=project, user=person, source="browser")
        return Response(s.UploadSerializer(upload).data, status=status.HTTP_201_CREATED)


class OneUpload(APIView):
    @extend_schema(operation_id="get_upload", responses=s.UploadSerializer)
    def get(self, request: Request, upload_id: int) -> Response:
        """What came so far, what was refused and why."""
        upload = selectors.visible_upload(person_of(request), upload_id)
        return Response(s.UploadSerializer(upload).data)


class UploadFiles(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="upload_files",
        request={"multipart/form-data": s.FilesToUploadSerializer},
        responses=s.UploadedFilesSerializer,
    )
    def post(self, request: Request, upload_id: int) -> Response:
        """Send DICOM files, or zip archives of them, in the repeated field `file`."""
        upload = _own_upload(request, upload_id)
        with admitted():
            return Response(self._take(request, upload))

    def _take(self, request: Request, upload: Upload) -> dict[str, object]:
        files = request.FILES.getlist("file")
        if not files:
            raise BadInput("Expected at least one file in the field 'file'.", expected="file")
        outcomes: list[services.FileOutcome] = []
        for file in files:
            with staged(file.chunks()) as path:
                outcomes += services.add_file(
                    upload=upload, path=path, declared_name=file.name or ""
                )
        upload.refresh_from_db()
        return {
            "files": [asdict(outcome) for outcome in outcomes],
            "upload": s.UploadSerializer(upload).data,
        }


class FinishUpload(APIView):
    @extend_schema(operation_id="finish_upload", request=None, responses=s.UploadSerializer)
    def post(self, request: Request, upload_id: int) -> Response:
        """End the upload: its series are ordered, checked and opened as cases."""
        upload = services.finish_upload(upload=_own_upload(request, upload_id))
        return Response(s.UploadSerializer(upload).data)


class ProjectSeries(APIView):
    pagination_class = Page

    @extend_schema(
        operation_id="list_series",
        parameters=[
            OpenApiParameter(
                "problem",
                bool,
                description="true: only series that form no volume, with the reason.",
            ),
        ],
        responses=s.SeriesSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        """The series of the project, newest first."""
        project = project_for(person_of(request), slug)
        text = request.query_params.get("problem")
        if text not in _TRUTH:
            raise BadInput("problem: expected true or false.", expected="true", got=text)
        page = self.pagination_class()
        rows = page.paginate_queryset(
            selectors.series_in(project, problem=_TRUTH[text]), request, view=self
        )
        return page.get_paginated_response(s.SeriesSerializer(rows or [], many=True).data)


class OneSeries(APIView):
    @extend_schema(operation_id="delete_series", responses={204: None})
    def delete(self, request: Request, series_id: int) -> Response:
        """Delete a series that nobody has worked on, with its case and drafts."""
        person = person_of(request)
        series = selectors.visible_series(person, series_id)
        require(person, series.project, Act.MANAGE)
        services.delete_series(series=series, actor=person)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OneStudy(APIView):
    @extend_schema(operation_id="delete_study", responses={204: None})
    def delete(self, request: Request, slug: str, study_instance_uid: str) -> Response:
        """Delete a study that nobody has worked on, with all its series."""
        person = person_of(request)
        project = project_for(person, slug, Act.MANAGE)
        study = selectors.study_in(project, study_instance_uid)
        services.delete_study(study=study, actor=person)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Thumbnail(APIView):
    @extend_schema(
        operation_id="get_series_thumbnail",
        responses={(200, "image/png"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, series_id: int) -> HttpResponse:
        """The middle slice as a small PNG."""
        series = selectors.visible_series(person_of(request), series_id)
        if not series.thumbnail_blob:
            raise NoSuchSeries("This series has no thumbnail yet.")
        return blob_response(
            request, series.thumbnail_blob, content_type="image/png", cache="private, max-age=300"
        )


def _own_upload(request: Request, upload_id: int) -> Upload:
    person = person_of(request)
    upload = selectors.visible_upload(person, upload_id)
    require(person, upload.project, Act.UPLOAD)
    return upload
