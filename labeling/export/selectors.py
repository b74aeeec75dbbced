from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from labeling.accounts.models import User
from labeling.export.models import Snapshot, SnapshotFile
from labeling.projects.models import Project
from labeling.projects.permissions import visible_projects


def visible_snapshots(user: User | AnonymousUser) -> QuerySet[Snapshot]:
    return (
        Snapshot.objects.filter(project__in=visible_projects(user))
        .select_related("project", "created_by")
        .prefetch_related("files")
    )


def snapshots_of(project: Project) -> QuerySet[Snapshot]:
    return project.snapshots.select_related("created_by").prefetch_related("files")


def ready_file(snapshot: Snapshot, file_format: str) -> SnapshotFile | None:
    return snapshot.files.filter(format=file_format, state="ready").first()
