"""Mounting only. Each app owns its own paths."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from labeling.accounts.api.session import Session
from labeling.core import frontend, probes
from labeling.projects.selectors import session_projects

_API = (
    "accounts", "projects", "ingest", "cohorts", "rounds", "prelabel", "assign", "annotate", "assist", "review", "simulations", "export",
    "pacs",
)  # fmt: skip


urlpatterns: list[URLPattern | URLResolver] = [
    path("dicomweb/", include("labeling.dicomweb.urls")),  # first: it is asked for each frame
    path("api/session", Session.as_view(projects_of=session_projects), name="session"),
    *(path("api/", include(f"labeling.{app}.urls")) for app in _API),
    path("livez", probes.livez, name="livez"),
    path("readyz", probes.readyz, name="readyz"),
    re_path(r"^(?!api/|dicomweb(?:/|$)|auth/|static/)", frontend.page, name="page"),
]

handler400 = "labeling.core.problems.bad_request"
handler403 = "labeling.core.problems.forbidden"
handler404 = "labeling.core.problems.not_found"
handler500 = "labeling.core.problems.server_fault"
