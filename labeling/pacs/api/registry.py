"""PACS over HTTP: registered by admins, linked to projects."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.pacs import selectors, services
from labeling.pacs.api import serializers as s
from labeling.projects.permissions import Act, project_for


class EveryPacs(APIView):
    @extend_schema(operation_id="list_pacs", responses=s.PacsSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every registered PACS. Admins only."""
        rows = selectors.registered(person_of(request))
        return Response(s.PacsSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="register_pacs",
        request=s.NewPacsSerializer,
        responses={201: s.PacsSerializer},
    )
    def post(self, request: Request) -> Response:
        """Register a PACS by its DICOMweb root. Admins only."""
        person = person_of(request)
        selectors.registered(person)
        body = s.NewPacsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        pacs = services.register_pacs(user=person, values=body.validated_data)
        return Response(s.PacsSerializer(pacs).data, status=status.HTTP_201_CREATED)


class OnePacs(APIView):
    @extend_schema(
        operation_id="change_pacs",
        request=s.NewPacsSerializer(partial=True),
        responses=s.PacsSerializer,
    )
    def patch(self, request: Request, pacs_id: int) -> Response:
        """Change what is given. With another host the secret has to be entered again."""
        person = person_of(request)
        pacs = selectors.registered_one(person, pacs_id)
        body = s.NewPacsSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        pacs = services.change_pacs(pacs=pacs, user=person, values=body.validated_data)
        return Response(s.PacsSerializer(pacs).data)

    @extend_schema(operation_id="retire_pacs", responses={204: None})
    def delete(self, request: Request, pacs_id: int) -> Response:
        """Take a PACS out; what came from it stays."""
        person = person_of(request)
        services.retire_pacs(pacs=selectors.registered_one(person, pacs_id), user=person)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CheckPacs(APIView):
    @extend_schema(operation_id="check_pacs", request=None, responses=s.PacsCheckSerializer)
    def post(self, request: Request, pacs_id: int) -> Response:
        """Ask the PACS one small question and say how that went."""
        pacs = selectors.registered_one(person_of(request), pacs_id)
        checked = services.check_pacs(pacs=pacs)
        return Response(s.PacsCheckSerializer(asdict(checked)).data)


class ProjectPacs(APIView):
    @extend_schema(operation_id="list_project_pacs", responses=s.PacsLinkSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """The PACS that this project may search and pull from."""
        project = project_for(person_of(request), slug, Act.UPLOAD)
        return Response(s.PacsLinkSerializer(selectors.links_of(project), many=True).data)

    @extend_schema(
        operation_id="set_project_pacs",
        request=s.PacsLinksSerializer,
        responses=s.PacsLinkSerializer(many=True),
    )
    def put(self, request: Request, slug: str) -> Response:
        """Say which PACS are linked (admins) and which get results sent back (leads too)."""
        person = person_of(request)
        project = project_for(person, slug, Act.MANAGE)
        body = s.PacsLinksSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = {link["pacs"]: link["sends_results"] for link in body.validated_data["links"]}
        links = services.set_links(project=project, user=person, wanted=wanted)
        return Response(s.PacsLinkSerializer(links, many=True).data)
