from django.apps import AppConfig


class AssignConfig(AppConfig):
    name = "labeling.assign"
