"""Giving cases to readers, and what a reader may do with an assignment, over HTTP."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.accounts.models import User
from labeling.assign import selectors, services
from labeling.assign.api import serializers as s
from labeling.assign.api.headers import lease_token
from labeling.assign.errors import NotAReader
from labeling.cohorts.selectors import case_ids_of, cohort_in
from labeling.projects.models import Project
from labeling.projects.permissions import Act, project_for
from labeling.rounds.selectors import picked_case_ids


class Assignments(APIView):
    @extend_schema(
        operation_id="assign_cases",
        request=s.NewAssignmentsSerializer,
        responses={201: s.AssignedSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Deal cases to readers by share; a part of them to a blind second reader."""
        person = person_of(request)
        project = project_for(person, slug, Act.MANAGE)
        body = s.NewAssignmentsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        done = services.assign_cases(
            project=project,
            cases=_cases(project, data),
            readers=[(_reader(share["user"]), share["cases"]) for share in data["readers"]],
            due=data["due"],
            double_read_rate=data["double_read_rate"],
            actor=person,
        )
        return Response(_summary(done), status=status.HTTP_201_CREATED)


class Release(APIView):
    @extend_schema(
        operation_id="release_assignment",
        request=None,
        parameters=[OpenApiParameter("X-Lease-Token", str, OpenApiParameter.HEADER)],
        responses=s.AssignmentSerializer,
    )
    def post(self, request: Request, assignment_id: int) -> Response:
        """Close the editor: give the lease back, keep the case."""
        person = person_of(request)
        assignment = services.release(
            assignment=selectors.assignment_for(person, assignment_id),
            user=person,
            token=lease_token(request),
        )
        return Response(s.AssignmentSerializer(assignment).data)


class Reopen(APIView):
    @extend_schema(operation_id="reopen_submission", request=None, responses=s.AssignmentSerializer)
    def post(self, request: Request, assignment_id: int) -> Response:
        """Take back what I handed in, as long as nobody has reviewed it."""
        person = person_of(request)
        assignment = services.reopen_submission(
            assignment=selectors.assignment_for(person, assignment_id), user=person
        )
        return Response(s.AssignmentSerializer(assignment).data)


class Skip(APIView):
    @extend_schema(
        operation_id="skip_assignment",
        request=s.SkipSerializer,
        responses=s.AssignmentSerializer,
    )
    def post(self, request: Request, assignment_id: int) -> Response:
        """Let the case go, with a reason."""
        person = person_of(request)
        assignment = selectors.assignment_for(person, assignment_id)
        body = s.SkipSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        assignment = services.skip(
            assignment=assignment, user=person, reason=body.validated_data["reason"]
        )
        return Response(s.AssignmentSerializer(assignment).data)


class Flag(APIView):
    @extend_schema(
        operation_id="flag_assignment", request=s.FlagSerializer, responses=s.FlaggedSerializer
    )
    def post(self, request: Request, assignment_id: int) -> Response:
        """Leave a note for the lead on the case; an empty one takes it away."""
        person = person_of(request)
        assignment = selectors.assignment_for(person, assignment_id)
        body = s.FlagSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        case = services.flag(assignment=assignment, user=person, note=body.validated_data["note"])
        return Response({"flagged": case.flagged})


def _cases(project: Project, data: Mapping[str, Any]) -> list[int]:
    """The ids of the cases asked for, the most wanted first."""
    if "cases" in data:
        return list(data["cases"])
    if "cohort" in data:
        return case_ids_of(cohort_in(project, data["cohort"]))
    return picked_case_ids(project, data["round"])


def _reader(user_id: int) -> User:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotAReader(f"There is no person {user_id}.", got=user_id)
    return user


def _summary(done: services.Assigned) -> dict[str, Any]:
    counts = Counter((one.assignee_id, one.read) for one in done.created)
    people = sorted({one.assignee_id for one in done.created})
    return {
        "created": len(done.created),
        "left_out": done.left_out,
        "by_reader": [
            {"user": user, "first": counts[user, 1], "second": counts[user, 2]} for user in people
        ],
    }
