from django.urls import path

from labeling.accounts.api import views

urlpatterns = [
    path("tokens", views.Tokens.as_view(), name="tokens"),
    path("tokens/<int:token_id>", views.OneToken.as_view(), name="token"),
    path("keys", views.Keys.as_view(), name="keys"),
]
