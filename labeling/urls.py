"""Mounting only. Each app owns its own paths."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path, re_path

from labeling.accounts.api.session import Session
from labeling.accounts.models import User
from labeling.core import frontend, probes
from labeling.projects.permissions import member_role, visible_projects

_API = (
    "accounts", "projects", "ingest", "cohorts", "rounds", "prelabel", "assign", "annotate", "review", "export",
)  # fmt: skip


def _projects_of(person: User) -> list[dict[str, Any]]:
    """What the session says of each project; "admin" where a superuser is no member."""
    return [
        {
            "id": project.pk,
            "slug": project.slug,
            "name": project.name,
            "role": member_role(person, project) or "admin",
        }
        for project in visible_projects(person)
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/session", Session.as_view(projects_of=_projects_of), name="session"),
    *(path("api/", include(f"labeling.{app}.urls")) for app in _API),
    path("dicomweb/", include("labeling.dicomweb.urls")),
    path("livez", probes.livez, name="livez"),
    path("readyz", probes.readyz, name="readyz"),
    re_path(r"^(?!api/|dicomweb(?:/|$)|auth/|static/)", frontend.page, name="page"),
]

handler400 = "labeling.core.problems.bad_request"
handler403 = "labeling.core.problems.forbidden"
handler404 = "labeling.core.problems.not_found"
handler500 = "labeling.core.problems.server_fault"
