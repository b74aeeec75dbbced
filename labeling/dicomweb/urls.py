from django.urls import URLPattern, URLResolver, include, path

from labeling.dicomweb.api import retrieve, search, store

STUDY = "studies/<str:study>"
SERIES = f"{STUDY}/series/<str:series>"
INSTANCE = f"{SERIES}/instances/<str:instance>"

_service: list[URLPattern] = [
    path("studies", store.studies),
    path("series", search.search_series),
    path("instances", search.search_instances),
    path(STUDY, store.one_study),
    path(f"{STUDY}/series", search.search_series),
    path(f"{STUDY}/instances", search.search_instances),
    path(f"{STUDY}/metadata", retrieve.metadata),
    path(f"{STUDY}/thumbnail", retrieve.thumbnail),
    path(SERIES, retrieve.instances),
    path(f"{SERIES}/instances", search.search_instances),
    path(f"{SERIES}/metadata", retrieve.metadata),
    path(f"{SERIES}/thumbnail", retrieve.thumbnail),
    path(INSTANCE, retrieve.instances),
    path(f"{INSTANCE}/metadata", retrieve.metadata),
    path(f"{INSTANCE}/frames/<str:numbers>", retrieve.frames),
    path(f"{INSTANCE}/bulkdata/<path:path>", retrieve.bulk_data),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/<slug:slug>/", include(_service)),
    *_service,
]
