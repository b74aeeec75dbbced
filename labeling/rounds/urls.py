from django.urls import path

from labeling.rounds.api import cards, views

urlpatterns = [
    path("projects/<slug:slug>/rounds", views.Rounds.as_view(), name="rounds"),
    path("projects/<slug:slug>/models", views.Models.as_view(), name="models"),
    path("projects/<slug:slug>/models/roll-back", views.RollBack.as_view(), name="roll-back"),
    path("projects/<slug:slug>/query-rates", views.QueryRates.as_view(), name="query-rates"),
    path("models/<int:model_id>", views.OneModel.as_view(), name="model"),
    path("models/<int:model_id>/card", cards.JsonCard.as_view(), name="model-card"),
    path("models/<int:model_id>/card.md", cards.MarkdownCard.as_view(), name="model-card-markdown"),
    path("models/<int:model_id>/card.html", cards.PageCard.as_view(), name="model-card-page"),
    path("models/<int:model_id>/promote", views.Promotion.as_view(), name="promote"),
    path("projects/<slug:slug>/training-runs", views.TrainingRuns.as_view(), name="training-runs"),
    path("training-runs/<int:run_id>", views.OneTrainingRun.as_view(), name="training-run"),
]
