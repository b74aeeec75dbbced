from django.urls import path

from labeling.prelabel.api import views

urlpatterns = [
    path("drafts/<int:draft_id>/mask", views.DraftMask.as_view(), name="draft-mask"),
    path(
        "drafts/<int:draft_id>/uncertainty",
        views.DraftUncertainty.as_view(),
        name="draft-uncertainty",
    ),
]
