from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "labeling.ingest"
