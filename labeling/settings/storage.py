"""Where blobs lie: a folder, or S3 (then the folder holds scratch and a bounded cache)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from labeling.settings import environment


def blob_storage(address: str, folder: Path) -> dict[str, Any]:
    """The storage "blobs" for Django.

    Args:
        address: `s3://bucket/prefix`, or "" for the folder. Credentials come by boto3's variables
            (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, a role); the region by GYRE_S3_REGION, another
            provider's address by GYRE_S3_ENDPOINT.
        folder: of the blobs, or of scratch and cache.
    """
    if not address:
        options = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {
            "BACKEND": "labeling.core.blobs.files.FolderStorage",
            "OPTIONS": {"location": str(folder), **options},
        }
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        raise ImproperlyConfigured(f"GYRE_BLOBS: expected s3://bucket/prefix, got {address!r}.")
    return {
        "BACKEND": "labeling.core.blobs.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": environment.optional("GYRE_S3_ENDPOINT") or None,
            "region_name": environment.optional("GYRE_S3_REGION") or None,
        },
    }
