"""Where photos are kept: a folder of our own, or a bucket of any S3-compatible service by setting."""

from pathlib import Path
from typing import Any

from withi.config import environment

FOLDER = "photos"


def storage(var: Path) -> dict[str, Any]:
    """The storage as Django's STORAGES wants it. The bucket stays private: every request is answered by us."""
    bucket = environment.text("WITHI_PHOTOS_S3_BUCKET")
    if not bucket:
        options: dict[str, Any] = {"location": var / "files" / FOLDER, "base_url": None}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": s3_options(bucket)}


def s3_options(bucket: str) -> dict[str, Any]:
    """What django-storages needs; an empty setting is left to the machine's own AWS configuration."""
    given = {
        "endpoint_url": environment.text("WITHI_PHOTOS_S3_ENDPOINT"),
        "region_name": environment.text("WITHI_PHOTOS_S3_REGION"),
        "access_key": environment.text("WITHI_PHOTOS_S3_ACCESS_KEY"),
        "secret_key": environment.text("WITHI_PHOTOS_S3_SECRET_KEY"),
    }
    fixed = {
        "bucket_name": bucket,
        "location": environment.text("WITHI_PHOTOS_S3_PREFIX", FOLDER),
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": True,
        "signature_version": "s3v4",
        "addressing_style": "path",
    }
    return fixed | {name: value for name, value in given.items() if value}
