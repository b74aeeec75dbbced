"""Queries that run with every frame: prepared on the server, planned once, built in Python never.

An ORM query costs most of a millisecond before it is sent, and the health check of a kept connection costs a
round trip more. Here the query itself is the check: when the kept connection turns out to be dead, it is sent
once more on a new one.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection


def fetch_one(query: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The first row of a read, or None.

    Args:
        query: SQL with `%(name)s` places; constant, as every new text is prepared anew.
        values: for the places, bound by the server.

    Raises:
        django.db.Error: as any query.
    """
    was_open = connection.connection is not None
    try:
        return _fetch(query, values)
    except (OperationalError, InterfaceError):
        if not was_open or connection.in_atomic_block:
            raise
        connection.close()
        return _fetch(query, values)


def _fetch(query: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    if connection.execute_wrappers or connection.queries_logged:  # somebody wants to see queries
        with connection.cursor() as watched:
            watched.execute(query, values)
            return _row(watched.fetchone())
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return _row(cursor.execute(query, values, prepare=True).fetchone())


def _row(found: Any) -> tuple[Any, ...] | None:
    return None if found is None else tuple(found)
