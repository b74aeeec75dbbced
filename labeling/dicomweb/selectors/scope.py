"""What one person sees through one root: all visible projects, or one of them.

Nothing here tells "not there" from "not yours": both are a 404.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet

from labeling.accounts.models import User
from labeling.dicomweb.errors import NoSuchObject
from labeling.ingest.addresses import ROOT, project_root
from labeling.ingest.models import Instance, Series, Study
from labeling.projects.permissions import visible_projects

Row = TypeVar("Row", bound=Model)
IN_Z_ORDER = (F("z").asc(nulls_last=True), "instance_number", "pk")
"""Instances of one series; those outside of the volume come last."""


@dataclass(frozen=True)
class Scope:
    """`slug` is None for the root over all projects; `origin` is `scheme://host` for addresses."""

    user: User
    slug: str | None = None
    origin: str = ""

    @property
    def root(self) -> str:
        return self.origin + (ROOT if self.slug is None else project_root(self.slug))

    def check_project(self) -> "Scope":
        """Raises: NoSuchObject, 404 when the project is not there for this person."""
        visible = visible_projects(self.user)
        if self.slug is not None and not visible.filter(slug=self.slug).exists():
            raise NoSuchObject
        return self

    def studies(self) -> QuerySet[Study]:
        return self._seen(Study.objects.all(), "study_instance_uid")

    def series(self) -> QuerySet[Series]:
        return self._seen(Series.objects.all(), "series_instance_uid")

    def instances(self) -> QuerySet[Instance]:
        return self._seen(Instance.objects.all(), "sop_instance_uid")

    def instance(self, study: str, series: str, instance: str, *fields: str) -> Instance:
        """One instance, in one query by its indexed UID; `fields` are all that is read.

        Raises:
            NoSuchObject: 404.
        """
        rows = self._allowed(Instance.objects.all()).filter(
            sop_instance_uid=instance,
            series__series_instance_uid=series,
            series__study__study_instance_uid=study,
        )
        found = rows.only(*fields).order_by("pk").first()
        if found is None:
            raise NoSuchObject
        return found

    def _seen(self, rows: QuerySet[Row], uid: str) -> QuerySet[Row]:
        """Allowed rows, each UID once: two projects may hold the same scan."""
        allowed = self._allowed(rows)
        if self.slug is not None:
            return allowed
        first = allowed.order_by(uid, "pk").distinct(uid).values("pk")
        return rows.filter(pk__in=first)

    def _allowed(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        conditions: dict[str, Any] = {}
        if self.slug is not None:
            conditions["project__slug"] = self.slug
        if not self.user.is_superuser:
            conditions["project__memberships__user"] = self.user
        return rows.filter(**conditions)


def series_of(scope: Scope, study: str, series: str | None = None) -> QuerySet[Series]:
    """The series of a study, or one of them, in a stable order."""
    found = scope.series().filter(study__study_instance_uid=study)
    if series is not None:
        found = found.filter(series_instance_uid=series)
    return found.order_by(F("series_number").asc(nulls_last=True), "pk")


def instances_of(
    scope: Scope, study: str, series: str | None = None, instance: str | None = None
) -> QuerySet[Instance]:
    """The instances of a study, of one of its series, or one of them: by series, in z order."""
    found = scope.instances().filter(series__study__study_instance_uid=study)
    if series is not None:
        found = found.filter(series__series_instance_uid=series)
    if instance is not None:
        found = found.filter(sop_instance_uid=instance)
    return found.order_by("series_id", *IN_Z_ORDER)
