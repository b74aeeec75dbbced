from django.urls import path

from labeling.ingest.api import views

urlpatterns = [
    path("projects/<slug:slug>/uploads", views.Uploads.as_view(), name="uploads"),
    path("projects/<slug:slug>/series", views.ProjectSeries.as_view(), name="project-series"),
    path("uploads/<int:upload_id>", views.OneUpload.as_view(), name="upload"),
    path("uploads/<int:upload_id>/files", views.UploadFiles.as_view(), name="upload-files"),
    path("uploads/<int:upload_id>/finish", views.FinishUpload.as_view(), name="upload-finish"),
    path("series/<int:series_id>/thumbnail", views.Thumbnail.as_view(), name="series-thumbnail"),
]
