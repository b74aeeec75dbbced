from django.urls import path

from labeling.assign.api import views

urlpatterns = [
    path("projects/<slug:slug>/assignments", views.Assignments.as_view(), name="assignments"),
    path(
        "assignments/<int:assignment_id>/release",
        views.Release.as_view(),
        name="release_assignment",
    ),
    path(
        "assignments/<int:assignment_id>/reopen",
        views.Reopen.as_view(),
        name="reopen_submission",
    ),
    path("assignments/<int:assignment_id>/skip", views.Skip.as_view(), name="skip_assignment"),
    path("assignments/<int:assignment_id>/flag", views.Flag.as_view(), name="flag_assignment"),
]
