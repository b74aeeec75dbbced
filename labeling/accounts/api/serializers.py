"""The wire forms of people, sessions and tokens."""

import re

from rest_framework import serializers

from labeling.accounts.models import Token, User

COMMAND = re.compile(r"(?=.{3,60}\Z)[a-z0-9]+(?:[.-][a-z0-9]+){1,6}")
MOST_COMMANDS = 300


class PersonSerializer(serializers.ModelSerializer[User]):
    is_admin = serializers.BooleanField(source="is_superuser", read_only=True)

    class Meta:
        model = User
        fields = ("id", "username", "name", "is_admin")
        read_only_fields = fields


class SignInSerializer(serializers.Serializer[None]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=500, trim_whitespace=False, write_only=True)


class SessionProjectSerializer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField()


class SessionSerializer(serializers.Serializer[None]):
    person = PersonSerializer()
    projects = SessionProjectSerializer(many=True)


class TokenSerializer(serializers.ModelSerializer[Token]):
    class Meta:
        model = Token
        fields: tuple[str, ...] = (
            "id",
            "name",
            "prefix",
            "created_at",
            "expires_at",
            "last_used_at",
        )
        read_only_fields = fields


class TokenRequestSerializer(serializers.Serializer[None]):
    name = serializers.CharField(max_length=80)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)


class NewTokenSerializer(TokenSerializer):
    secret = serializers.CharField(read_only=True, help_text="Shown once, never again.")

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "secret")
        read_only_fields = fields


class KeyChoicesSerializer(serializers.Serializer[None]):
    """Keys by command; a command that is left out has its default ones, an empty list none."""

    choices = serializers.DictField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=40, trim_whitespace=False), max_length=4
        )
    )

    def validate_choices(self, choices: dict[str, list[str]]) -> dict[str, list[str]]:
        """Commands are named as "tool.brush"; there are a few hundred at most."""
        if len(choices) > MOST_COMMANDS:
            raise serializers.ValidationError(
                f"Expected at most {MOST_COMMANDS} commands, got {len(choices)}."
            )
        odd = [name[:40] for name in choices if not COMMAND.fullmatch(name)]
        if odd:
            raise serializers.ValidationError(
                f'Expected names of commands such as "tool.brush", got {odd[0]!r}.'
            )
        return choices
