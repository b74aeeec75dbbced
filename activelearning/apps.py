from django.apps import AppConfig


class ActiveLearningConfig(AppConfig):
    """Brings the commands of the machine half; it has no tables, and loads nothing by being listed."""

    name = "activelearning"
