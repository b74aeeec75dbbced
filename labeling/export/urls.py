from django.urls import path

from labeling.export import api

urlpatterns = [
    path("projects/<slug:slug>/snapshots", api.Snapshots.as_view(), name="snapshots"),
    path("snapshots/<int:snapshot_id>", api.OneSnapshot.as_view(), name="snapshot"),
    path("snapshots/<int:snapshot_id>/files", api.SnapshotFiles.as_view(), name="snapshot_files"),
    path(
        "snapshots/<int:snapshot_id>/files/<slug:file_format>",
        api.OneSnapshotFile.as_view(),
        name="snapshot_file",
    ),
]
