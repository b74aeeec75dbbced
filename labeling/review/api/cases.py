"""Comments on cases, and taking cases out and in, over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.cohorts.api.serializers import CaseRowSerializer
from labeling.cohorts.models import Case
from labeling.cohorts.selectors import case_for, list_row_cases
from labeling.projects.permissions import Act
from labeling.review import selectors, services
from labeling.review.api import serializers as s
from labeling.review.services import PinnedComment


class Comments(APIView):
    @extend_schema(operation_id="list_comments", responses=s.CommentSerializer(many=True))
    def get(self, request: Request, case_id: int) -> Response:
        """The remarks on a case that I may read: of another blind reader's, none."""
        person = person_of(request)
        case = case_for(person, case_id)
        return Response(
            s.CommentSerializer(
                selectors.comments_of(case, person), many=True, context={"user": person}
            ).data
        )

    @extend_schema(
        operation_id="add_comment",
        request=s.NewCommentSerializer,
        responses={201: s.CommentSerializer},
    )
    def post(self, request: Request, case_id: int) -> Response:
        """Leave a remark, pinned to a slice or to the whole case."""
        person = person_of(request)
        case = case_for(person, case_id, Act.ANNOTATE)
        body = s.NewCommentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        comment = services.add_comment(
            case=case, author=person, comment=PinnedComment(**body.validated_data)
        )
        told = s.CommentSerializer(comment, context={"user": person})
        return Response(told.data, status=status.HTTP_201_CREATED)


class Resolve(APIView):
    @extend_schema(operation_id="resolve_comment", request=None, responses=s.CommentSerializer)
    def post(self, request: Request, comment_id: int) -> Response:
        """Mark a remark as dealt with."""
        person = person_of(request)
        comment = selectors.comment_for(person, comment_id)
        done = services.resolve_comment(comment=comment, user=person)
        return Response(s.CommentSerializer(done, context={"user": person}).data)


class ReopenComment(APIView):
    @extend_schema(operation_id="reopen_comment", request=None, responses=s.CommentSerializer)
    def post(self, request: Request, comment_id: int) -> Response:
        """Say that a remark is not dealt with after all."""
        person = person_of(request)
        comment = selectors.comment_for(person, comment_id)
        done = services.reopen_comment(comment=comment, user=person)
        return Response(s.CommentSerializer(done, context={"user": person}).data)


class Exclude(APIView):
    @extend_schema(
        operation_id="exclude_case", request=s.ReasonSerializer, responses=CaseRowSerializer
    )
    def post(self, request: Request, case_id: int) -> Response:
        """Take a case out, with a reason."""
        person = person_of(request)
        case = case_for(person, case_id, Act.MANAGE)
        body = s.ReasonSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.exclude_case(case=case, actor=person, reason=body.validated_data["reason"])
        return Response(_row(case))


class Reopen(APIView):
    @extend_schema(
        operation_id="reopen_case", request=s.ReopenSerializer, responses=CaseRowSerializer
    )
    def post(self, request: Request, case_id: int) -> Response:
        """Open an approved or excluded case again."""
        person = person_of(request)
        case = case_for(person, case_id, Act.MANAGE)
        body = s.ReopenSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.reopen_case(case=case, actor=person, reason=body.validated_data["reason"])
        return Response(_row(case))


def _row(case: Case) -> object:
    return CaseRowSerializer(list_row_cases(case.project).get(pk=case.pk)).data
