from django.urls import path

from labeling.pacs.api import registry, transfers

_PROJECT = "projects/<slug:slug>"

urlpatterns = [
    path("pacs", registry.EveryPacs.as_view(), name="pacs"),
    path("pacs/<int:pacs_id>", registry.OnePacs.as_view(), name="one-pacs"),
    path("pacs/<int:pacs_id>/check", registry.CheckPacs.as_view(), name="pacs-check"),
    path(f"{_PROJECT}/pacs", registry.ProjectPacs.as_view(), name="project-pacs"),
    path(
        f"{_PROJECT}/pacs/<int:pacs_id>/search",
        transfers.SearchPacs.as_view(),
        name="pacs-search",
    ),
    path(f"{_PROJECT}/pulls", transfers.Pulls.as_view(), name="pulls"),
    path("pulls/<int:pull_id>", transfers.OnePull.as_view(), name="pull"),
    path("pulls/<int:pull_id>/stop", transfers.StopPull.as_view(), name="pull-stop"),
    path("pulls/<int:pull_id>/resume", transfers.ResumePull.as_view(), name="pull-resume"),
    path(f"{_PROJECT}/sends", transfers.Sends.as_view(), name="sends"),
    path("sends/<int:send_id>/retry", transfers.RetrySend.as_view(), name="send-retry"),
]
