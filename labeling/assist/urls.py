from django.urls import path

from labeling.assist import api

urlpatterns = [
    path("annotations/<int:annotation_id>/correct", api.Correct.as_view(), name="correct_region"),
]
