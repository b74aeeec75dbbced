from django.urls import path

from labeling.ingest.api import deid_views, views

urlpatterns = [
    path("projects/<slug:slug>/uploads", views.Uploads.as_view(), name="uploads"),
    path("projects/<slug:slug>/series", views.ProjectSeries.as_view(), name="project-series"),
    path("uploads/<int:upload_id>", views.OneUpload.as_view(), name="upload"),
    path("uploads/<int:upload_id>/files", views.UploadFiles.as_view(), name="upload-files"),
    path("uploads/<int:upload_id>/finish", views.FinishUpload.as_view(), name="upload-finish"),
    path(
        "projects/<slug:slug>/studies/<str:study_instance_uid>",
        views.OneStudy.as_view(),
        name="project-study",
    ),
    path("series/<int:series_id>", views.OneSeries.as_view(), name="one-series"),
    path("series/<int:series_id>/thumbnail", views.Thumbnail.as_view(), name="series-thumbnail"),
    path(
        "projects/<slug:slug>/deidentification",
        deid_views.Deidentification.as_view(),
        name="deidentification",
    ),
    path("projects/<slug:slug>/held", deid_views.ProjectHeld.as_view(), name="project-held"),
    path(
        "uploads/<int:upload_id>/deidentification",
        deid_views.UploadDeidentification.as_view(),
        name="upload-deidentification",
    ),
    path("held/<int:held_id>/picture", deid_views.HeldPicture.as_view(), name="held-picture"),
    path("held/<int:held_id>/release", deid_views.ReleaseHeld.as_view(), name="held-release"),
    path("held/<int:held_id>/reject", deid_views.RejectHeld.as_view(), name="held-reject"),
]
