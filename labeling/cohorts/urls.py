from django.urls import path

from labeling.cohorts.api import views

urlpatterns = [
    path("projects/<slug:slug>/cases", views.Cases.as_view(), name="cases"),
    path("projects/<slug:slug>/cases/search", views.CaseSearch.as_view(), name="case-search"),
    path("projects/<slug:slug>/channels", views.Channels.as_view(), name="channels"),
    path("projects/<slug:slug>/cohorts", views.Cohorts.as_view(), name="cohorts"),
    path("cohorts/<int:cohort_id>", views.OneCohort.as_view(), name="cohort"),
]
