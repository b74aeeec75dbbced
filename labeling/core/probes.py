"""Is the process alive, and is it ready? Both answer without sign-in, and say nothing else."""

import os

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from labeling.core.blobs import private_folder
from labeling.core.errors import Unavailable
from labeling.core.problems import problem_response


class NotReady(Unavailable):
    """Not ready to serve."""


_migrated = False


def livez(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers with our migrations applied and the blob folder can be written."""
    reason = _what_is_missing()
    if reason:
        return problem_response(NotReady(f"Not ready to serve: {reason}."))
    return JsonResponse({"status": "ready"})


def _what_is_missing() -> str:
    global _migrated
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return "migrations are missing (run manage.py migrate)"
            _migrated = True
    except DatabaseError:
        return "the database does not answer"
    private_folder(settings.BLOBS)
    if not os.access(settings.BLOBS, os.W_OK):
        return "the blob folder cannot be written"
    return ""
