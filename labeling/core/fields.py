"""Columns of our own."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class BlobField(_Text):
    """The SHA-256 of a stored blob, or "" for none. What such columns name is never swept.

    In migrations it is the plain column that it is in the database.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 64, **options})

    def deconstruct(self) -> Any:
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options
