from django.urls import path

from labeling.assist import api

urlpatterns = [
    path("cases/<int:case_id>/explanation", api.Explanation.as_view(), name="explain_proposal"),
    path("annotations/<int:annotation_id>/correct", api.Correct.as_view(), name="correct_region"),
]
