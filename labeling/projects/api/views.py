"""Projects, their labels and members over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.projects import selectors, services
from labeling.projects.api import serializers as s
from labeling.projects.models import Role
from labeling.projects.permissions import Act, project_for


class Projects(APIView):
    @extend_schema(operation_id="list_projects", responses=s.ProjectSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The projects that I belong to."""
        projects = selectors.projects_of(person_of(request))
        return Response(
            s.ProjectSerializer(projects, many=True, context={"user": person_of(request)}).data
        )

    @extend_schema(
        operation_id="create_project",
        request=s.NewProjectSerializer,
        responses={201: s.ProjectSerializer},
    )
    def post(self, request: Request) -> Response:
        """Make a project and become its lead."""
        body = s.NewProjectSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        project = services.create_project(
            user=person_of(request),
            name=data["name"],
            slug=data.get("slug", ""),
            values=data,
            labels=[s.label_values_from(label) for label in data.get("labels", [])],
            findings=[s.finding_values_from(one) for one in data.get("findings", [])],
        )
        out = s.ProjectSerializer(project, context={"user": person_of(request)})
        return Response(out.data, status=status.HTTP_201_CREATED)


class OneProject(APIView):
    @extend_schema(operation_id="get_project", responses=s.ProjectSerializer)
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(person_of(request), slug)
        return Response(s.ProjectSerializer(project, context={"user": person_of(request)}).data)

    @extend_schema(
        operation_id="change_project",
        request=s.ProjectChangeSerializer,
        responses=s.ProjectSerializer,
    )
    def patch(self, request: Request, slug: str) -> Response:
        """Change texts and policy."""
        project = project_for(person_of(request), slug, Act.MANAGE)
        body = s.ProjectChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        project = services.change_project(
            project=project, user=person_of(request), values=body.validated_data
        )
        return Response(s.ProjectSerializer(project, context={"user": person_of(request)}).data)


class Labels(APIView):
    @extend_schema(
        operation_id="replace_labels",
        request=s.LabelSerializer(many=True),
        responses=s.LabelSerializer(many=True),
    )
    def put(self, request: Request, slug: str) -> Response:
        """Set the label set; labels are matched by value."""
        project = project_for(person_of(request), slug, Act.MANAGE)
        body = s.LabelSerializer(data=request.data, many=True)
        body.is_valid(raise_exception=True)
        labels = services.replace_labels(
            project=project,
            labels=[s.label_values_from(label) for label in body.validated_data],
            by=person_of(request),
        )
        return Response(s.LabelSerializer(labels, many=True).data)


class Findings(APIView):
    @extend_schema(operation_id="list_findings", responses=s.FindingSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """What readers of a classification project are asked, in order."""
        project = project_for(person_of(request), slug)
        return Response(s.FindingSerializer(selectors.findings_of(project), many=True).data)

    @extend_schema(
        operation_id="replace_findings",
        request=s.FindingSerializer(many=True),
        responses=s.FindingSerializer(many=True),
    )
    def put(self, request: Request, slug: str) -> Response:
        """Set the findings and their order; they are matched by key."""
        project = project_for(person_of(request), slug, Act.MANAGE)
        body = s.FindingSerializer(data=request.data, many=True)
        body.is_valid(raise_exception=True)
        findings = services.replace_findings(
            project=project,
            findings=[s.finding_values_from(one) for one in body.validated_data],
            by=person_of(request),
        )
        return Response(s.FindingSerializer(findings, many=True).data)


class Members(APIView):
    @extend_schema(operation_id="list_members", responses=s.MemberSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(person_of(request), slug)
        return Response(s.MemberSerializer(selectors.members_of(project), many=True).data)

    @extend_schema(
        operation_id="add_member",
        request=s.NewMemberSerializer,
        responses={201: s.MemberSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Let a person in, or change the role of one who is in."""
        project = project_for(person_of(request), slug, Act.MANAGE)
        body = s.NewMemberSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        membership = services.add_member(
            project=project,
            username=body.validated_data["username"],
            role=Role(body.validated_data["role"]),
            by=person_of(request),
        )
        return Response(s.MemberSerializer(membership).data, status=status.HTTP_201_CREATED)


class OneMember(APIView):
    @extend_schema(operation_id="remove_member", responses={204: None})
    def delete(self, request: Request, slug: str, membership_id: int) -> Response:
        """Take a person out. What the person made stays."""
        project = project_for(person_of(request), slug, Act.MANAGE)
        membership = selectors.member_of(project, membership_id)
        services.remove_member(membership=membership, by=person_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
