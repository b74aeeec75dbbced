"""Reviewing over HTTP."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.annotate.api.octets import MEDIA_TYPE
from labeling.annotate.api.opened import opened_answer
from labeling.annotate.api.serializers import AnnotationSerializer
from labeling.annotate.api.views import BYTES
from labeling.annotate.selectors import revision_for
from labeling.core.blob_response import blob_response
from labeling.core.pagination import Page
from labeling.prelabel.errors import NoMask
from labeling.projects.permissions import Act, project_for
from labeling.review import selectors, services
from labeling.review.api import serializers as s
from labeling.review.services import PinnedComment


class Queue(APIView):
    pagination_class = Page

    @extend_schema(operation_id="list_reviews", responses=s.WaitingReviewSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Masks that wait for a reviewer, the longest wait first."""
        person = person_of(request)
        project = project_for(person, slug, Act.REVIEW)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(selectors.review_queue(project), request, view=self)
        context = {
            "user": person,
            "reads": selectors.waiting_reads_in(project),
            "dice": selectors.dice_of_pairs(project),
        }
        answer = s.WaitingReviewSerializer(rows or [], many=True, context=context)
        return pages.get_paginated_response(answer.data)


class OneRevision(APIView):
    @extend_schema(operation_id="get_revision", responses=s.RevisionDetailSerializer)
    def get(self, request: Request, revision_id: int) -> Response:
        """What was handed in, from which masks it was made, and whether I may sign it."""
        person = person_of(request)
        revision = revision_for(person, revision_id)
        return Response(s.RevisionDetailSerializer(revision, context={"user": person}).data)


class RevisionMask(APIView):
    @extend_schema(operation_id="get_revision_mask", responses=BYTES)
    def get(self, request: Request, revision_id: int) -> HttpResponse:
        """What was handed in: gzip of uint8 (z, y, x)."""
        revision = revision_for(person_of(request), revision_id)
        if not revision.mask_blob:
            raise NoMask
        return blob_response(request, revision.mask_blob, content_type=MEDIA_TYPE)


class Approve(APIView):
    @extend_schema(
        operation_id="approve_revision", request=s.NoteSerializer, responses=s.ReviewSerializer
    )
    def post(self, request: Request, revision_id: int) -> Response:
        """Sign this mask: it becomes the case's label."""
        person = person_of(request)
        revision = revision_for(person, revision_id, Act.REVIEW)
        body = s.NoteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        review = services.approve_revision(
            revision=revision, reviewer=person, note=body.validated_data["note"]
        )
        return Response(s.ReviewSerializer(review).data)


class Return(APIView):
    @extend_schema(
        operation_id="return_revision", request=s.ReturnSerializer, responses=s.ReviewSerializer
    )
    def post(self, request: Request, revision_id: int) -> Response:
        """Send it back to its reader, with a note or comments pinned to slices."""
        person = person_of(request)
        revision = revision_for(person, revision_id, Act.REVIEW)
        body = s.ReturnSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        review = services.return_revision(
            revision=revision,
            reviewer=person,
            note=body.validated_data["note"],
            comments=[PinnedComment(**one) for one in body.validated_data["comments"]],
        )
        return Response(s.ReviewSerializer(review).data)


class Correct(APIView):
    @extend_schema(
        operation_id="correct_revision", request=None, responses={201: AnnotationSerializer}
    )
    def post(self, request: Request, revision_id: int) -> Response:
        """Open a working copy of my own that begins from this mask; the reader's stays as it is."""
        person = person_of(request)
        revision = revision_for(person, revision_id, Act.REVIEW)
        made = services.open_correction(revision=revision, reviewer=person)
        return opened_answer(made, person, status=status.HTTP_201_CREATED)
