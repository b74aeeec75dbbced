"""Mounting only. Each app owns its own paths."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

_API = (
    "accounts", "projects", "ingest", "cohorts", "rounds", "prelabel",
    "assign", "annotate", "review", "export", "demo",
)  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include(f"labeling.{app}.urls"))
    for app in _API
    if find_spec(f"labeling.{app}.urls")
]
if find_spec("labeling.dicomweb.urls"):
    urlpatterns.append(path("dicomweb/", include("labeling.dicomweb.urls")))
