from django.urls import path

from labeling.simulations.api import views

urlpatterns = [
    path("projects/<slug:slug>/simulations", views.Simulations.as_view(), name="simulations"),
    path("projects/<slug:slug>/simulations/forecast", views.Forecasts.as_view(), name="forecast"),
    path("simulations/<int:simulation_id>", views.OneSimulation.as_view(), name="simulation"),
    path(
        "simulations/<int:simulation_id>/cancel",
        views.Cancellation.as_view(),
        name="cancel-simulation",
    ),
]
