from django.urls import path

from labeling.annotate.api import answers, views

urlpatterns = [
    path("cases/<int:case_id>", views.OneCase.as_view(), name="case"),
    path("cases/<int:case_id>/why", views.WhyCase.as_view(), name="why"),
    path("rounds/<int:round_id>", views.OneRound.as_view(), name="round"),
    path("assignments/<int:assignment_id>/open", views.Open.as_view(), name="open_assignment"),
    path("annotations/<int:annotation_id>/open", views.OpenAgain.as_view(), name="open_annotation"),
    path(
        "annotations/<int:annotation_id>/mask",
        views.CurrentMask.as_view(),
        name="annotation_mask",
    ),
    path(
        "annotations/<int:annotation_id>/checks",
        views.Checks.as_view(),
        name="annotation_checks",
    ),
    path("annotations/<int:annotation_id>/slices", views.Slices.as_view(), name="save_slices"),
    path(
        "annotations/<int:annotation_id>/answers",
        answers.CurrentAnswers.as_view(),
        name="annotation_answers",
    ),
    path(
        "annotations/<int:annotation_id>/answers/submit",
        answers.SubmitAnswers.as_view(),
        name="submit_answers",
    ),
    path(
        "annotations/<int:annotation_id>/proposal",
        answers.Proposal.as_view(),
        name="show_proposal",
    ),
    path("annotations/<int:annotation_id>/heartbeat", views.Heartbeat.as_view(), name="keep_lease"),
    path(
        "annotations/<int:annotation_id>/submit", views.Submit.as_view(), name="submit_annotation"
    ),
]
