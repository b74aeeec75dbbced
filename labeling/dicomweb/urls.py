from django.urls import URLPattern, URLResolver, include, path

from labeling.dicomweb.api import rendered, retrieve, search, store

STUDY = "studies/<str:study>"
SERIES = f"{STUDY}/series/<str:series>"
INSTANCE = f"{SERIES}/instances/<str:instance>"
FRAMES = f"{INSTANCE}/frames/<str:numbers>"
LEVELS = (STUDY, SERIES, INSTANCE, FRAMES)

_service: list[URLPattern] = [
    path(FRAMES, retrieve.frames),  # first: asked for by the thousand
    path("studies", store.studies),
    path("series", search.search_series),
    path("instances", search.search_instances),
    path(STUDY, store.one_study),
    path(f"{STUDY}/series", search.search_series),
    path(f"{STUDY}/instances", search.search_instances),
    path(f"{STUDY}/metadata", retrieve.metadata),
    path(SERIES, retrieve.instances),
    path(f"{SERIES}/instances", search.search_instances),
    path(f"{SERIES}/metadata", retrieve.metadata),
    path(INSTANCE, retrieve.instances),
    path(f"{INSTANCE}/metadata", retrieve.metadata),
    path(f"{INSTANCE}/bulkdata/<path:path>", retrieve.bulk_data),
    *(path(f"{level}/rendered", rendered.rendered) for level in LEVELS),
    *(path(f"{level}/thumbnail", rendered.thumbnail) for level in LEVELS),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/<slug:slug>/", include(_service)),
    *_service,
]
