"""API tokens and keys of the editor: each person's own."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts import selectors, services
from labeling.accounts.api import serializers as s
from labeling.accounts.authentication import person_of


class Tokens(APIView):
    @extend_schema(operation_id="list_tokens", responses=s.TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        """My working tokens, without their secrets."""
        tokens = selectors.tokens_of(person_of(request))
        return Response(s.TokenSerializer(tokens, many=True).data)

    @extend_schema(
        operation_id="create_token",
        request=s.TokenRequestSerializer,
        responses={201: s.NewTokenSerializer},
    )
    def post(self, request: Request) -> Response:
        """Make a token; the answer is the only place where its secret is shown."""
        body = s.TokenRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        person = person_of(request)
        new = services.create_token(
            user=person,
            name=body.validated_data["name"],
            expires_at=body.validated_data.get("expires_at"),
            actor=person,
        )
        answer = {**s.TokenSerializer(new.token).data, "secret": new.secret}
        return Response(answer, status=status.HTTP_201_CREATED)


class OneToken(APIView):
    @extend_schema(operation_id="revoke_token", responses={204: None})
    def delete(self, request: Request, token_id: int) -> Response:
        """Stop one of my tokens at once."""
        services.revoke_token(user=person_of(request), token_id=token_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Keys(APIView):
    @extend_schema(operation_id="get_keys", responses=s.KeyChoicesSerializer)
    def get(self, request: Request) -> Response:
        """The keys that I have chosen for the editor's commands."""
        return Response({"choices": selectors.keys_of(person_of(request))})

    @extend_schema(
        operation_id="choose_keys",
        request=s.KeyChoicesSerializer,
        responses=s.KeyChoicesSerializer,
    )
    def put(self, request: Request) -> Response:
        """Choose keys, in place of all that I had chosen before."""
        body = s.KeyChoicesSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.choose_keys(user=person_of(request), choices=body.validated_data["choices"])
        return Response(body.validated_data)
