"""Which rows name which blobs: every `BlobField` of every app, whoever declares it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

from labeling.core.fields import BlobField

_FETCHED = 5000


@dataclass(frozen=True)
class Column:
    model: type[models.Model]
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"


def columns() -> list[Column]:
    """Every column that names blobs."""
    return [
        Column(model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, BlobField)
    ]


def referenced() -> Iterator[str]:
    """Every blob that a row names, once each, ascending; memory stays flat.

    Read in one statement: it is the state of one moment, in which no row is between two tables.
    """
    quote = connection.ops.quote_name
    parts = [
        f'SELECT {quote(column.name)} COLLATE "C" AS blob'  # noqa: S608 (our own names)
        f" FROM {quote(column.model._meta.db_table)} WHERE {quote(column.name)} <> ''"
        for column in columns()
    ]
    with connection.chunked_cursor() as cursor:
        cursor.execute(" UNION ".join(parts) + " ORDER BY blob")
        while rows := cursor.fetchmany(_FETCHED):
            yield from (blob for (blob,) in rows)


def holders(sha256: str) -> list[str]:
    """The rows that name a blob, as "app.model.column pk"."""
    return [
        f"{column} {pk}"
        for column in columns()
        for pk in column.model._default_manager.filter(**{column.name: sha256}).values_list(
            "pk", flat=True
        )
    ]
