from django.urls import path

from labeling.projects.api import strategies, views

urlpatterns = [
    path("strategies", strategies.Strategies.as_view(), name="strategies"),
    path("projects", views.Projects.as_view(), name="projects"),
    path("projects/<slug:slug>", views.OneProject.as_view(), name="project"),
    path("projects/<slug:slug>/labels", views.Labels.as_view(), name="labels"),
    path("projects/<slug:slug>/findings", views.Findings.as_view(), name="findings"),
    path("projects/<slug:slug>/members", views.Members.as_view(), name="members"),
    path(
        "projects/<slug:slug>/members/<int:membership_id>",
        views.OneMember.as_view(),
        name="member",
    ),
]
