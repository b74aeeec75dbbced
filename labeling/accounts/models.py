"""People and their API tokens."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in. `is_superuser` is the role "admin": sees every project."""

    @property
    def name(self) -> str:
        return self.get_full_name() or self.username


class Token(models.Model):
    """A key for programs. Only its SHA-256 is kept; `prefix` lets its owner recognise it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("sha256",), name="token_hash_is_unique"),)

    def __str__(self) -> str:
        return f"{self.prefix}... of {self.user_id}"


class KeyChoices(models.Model):
    """The keys that a person has chosen for the editor's commands, in place of their defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="key_choices"
    )
    choices = models.JSONField(default=dict, help_text='{"tool.brush": ["B"]}')
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"keys of {self.user_id}"
