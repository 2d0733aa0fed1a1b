"""A stand-in for S3 that runs on this machine, and an empty bucket in it."""

from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from moto.server import ThreadedMotoServer

from withi.config import photos
from withi.kit.pictures import Picture, Variant

FILES = [(480, "avif"), (480, "jpg")]
PICTURE = Picture(480, 320, 1, None, None, tuple(Variant(width, 320, form, form.encode()) for width, form in FILES))


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    stand_in = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    stand_in.start()
    host, port = stand_in.get_host_and_port()
    yield f"http://{host}:{port}"
    stand_in.stop()


@pytest.fixture
def bucket(s3_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    """An empty bucket, named by the settings that an operator would write."""
    given = {
        "BUCKET": "withi-photos",
        "ENDPOINT": s3_server,
        "REGION": "ap-southeast-1",
        "ACCESS_KEY": "key",
        "SECRET_KEY": "word",  # of the stand-in, which asks for none
    }
    for name, value in given.items():
        monkeypatch.setenv(f"WITHI_PHOTOS_S3_{name}", value)
    settings.STORAGES = settings.STORAGES | {"photos": photos.storage(tmp_path)}
    client = boto3.client(
        "s3",
        endpoint_url=s3_server,
        region_name=given["REGION"],
        aws_access_key_id=given["ACCESS_KEY"],
        aws_secret_access_key=given["SECRET_KEY"],
    )
    client.create_bucket(Bucket="withi-photos", CreateBucketConfiguration={"LocationConstraint": given["REGION"]})
    yield client
    for found in client.list_objects_v2(Bucket="withi-photos").get("Contents", ()):
        client.delete_object(Bucket="withi-photos", Key=found["Key"])
    client.delete_bucket(Bucket="withi-photos")
