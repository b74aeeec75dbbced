from django.urls import path

from labeling.review.api import (
    adjudication,
    advice,
    answers,
    cases,
    overview,
    second_looks,
    series,
    views,
    ways,
    work,
)

urlpatterns = [
    path("work", work.MyWork.as_view(), name="work"),
    path("rounds/<int:round_id>/ways", ways.WaysIntoRound.as_view(), name="ways_into_round"),
    path("projects/<slug:slug>/advice", advice.OneAdvice.as_view(), name="advice"),
    path("projects/<slug:slug>/overview", overview.OneOverview.as_view(), name="overview"),
    path("projects/<slug:slug>/reviews", views.Queue.as_view(), name="reviews"),
    path("revisions/<int:revision_id>", views.OneRevision.as_view(), name="revision"),
    path("revisions/<int:revision_id>/mask", views.RevisionMask.as_view(), name="revision_mask"),
    path(
        "revisions/<int:revision_id>/answers",
        answers.RevisionAnswers.as_view(),
        name="revision_answers",
    ),
    path(
        "revisions/<int:revision_id>/correct-answers",
        answers.CorrectAnswers.as_view(),
        name="correct_answers",
    ),
    path(
        "projects/<slug:slug>/findings/agreement",
        answers.FindingsAgreement.as_view(),
        name="findings_agreement",
    ),
    path("revisions/<int:revision_id>/approve", views.Approve.as_view(), name="approve_revision"),
    path("revisions/<int:revision_id>/return", views.Return.as_view(), name="return_revision"),
    path("revisions/<int:revision_id>/correct", views.Correct.as_view(), name="correct_revision"),
    path(
        "projects/<slug:slug>/second-looks",
        second_looks.SecondLooks.as_view(),
        name="second_looks",
    ),
    path(
        "revisions/<int:revision_id>/look-again",
        second_looks.LookAgain.as_view(),
        name="look_again",
    ),
    path("cases/<int:case_id>/reads", adjudication.Reads.as_view(), name="case_reads"),
    path(
        "cases/<int:case_id>/adjudicate", adjudication.Adjudicate.as_view(), name="adjudicate_case"
    ),
    path(
        "annotations/<int:annotation_id>/hand-in",
        adjudication.HandIn.as_view(),
        name="hand_in_annotation",
    ),
    path("cases/<int:case_id>/comments", cases.Comments.as_view(), name="comments"),
    path("cases/<int:case_id>/series", series.Companions.as_view(), name="case_series"),
    path("cases/<int:case_id>/exclude", cases.Exclude.as_view(), name="exclude_case"),
    path("cases/<int:case_id>/reopen", cases.Reopen.as_view(), name="reopen_case"),
    path("comments/<int:comment_id>/resolve", cases.Resolve.as_view(), name="resolve_comment"),
    path("comments/<int:comment_id>/reopen", cases.ReopenComment.as_view(), name="reopen_comment"),
]
