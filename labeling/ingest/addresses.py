"""Where DICOMweb serves what is stored: the root is mounted in `labeling.urls`."""

ROOT = "/dicomweb"


def project_root(slug: str) -> str:
    return f"{ROOT}/projects/{slug}"


def series_address(root: str, study_instance_uid: str, series_instance_uid: str) -> str:
    return f"{root}/studies/{study_instance_uid}/series/{series_instance_uid}"
