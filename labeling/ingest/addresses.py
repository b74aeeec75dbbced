"""Where what is stored is served: the roots are mounted in `labeling.urls`."""

from labeling.ingest.models import Series

ROOT = "/dicomweb"


def project_root(slug: str) -> str:
    return f"{ROOT}/projects/{slug}"


def series_address(root: str, study_instance_uid: str, series_instance_uid: str) -> str:
    return f"{root}/studies/{study_instance_uid}/series/{series_instance_uid}"


def thumbnail_address(series: Series) -> str | None:
    """None until a picture was made."""
    return f"/api/series/{series.pk}/thumbnail" if series.thumbnail_blob else None
