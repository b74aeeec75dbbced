"""Stores of blobs for one test."""

from pathlib import Path

from django.conf import LazySettings


def store_at(settings: LazySettings, folder: Path) -> Path:
    """Have blobs lie in this folder, through pytest-django's settings, which are undone."""
    settings.BLOBS = folder
    backend = settings.STORAGES["blobs"]
    options = {**backend["OPTIONS"], "location": str(folder)}
    settings.STORAGES = {**settings.STORAGES, "blobs": {**backend, "OPTIONS": options}}
    return folder
