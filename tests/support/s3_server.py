"""A store that speaks S3, in a thread of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

BUCKET_NAME = "blog"
# What any client reads from its environment; the store lets everybody in.
S3_KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


@contextmanager
def serve_s3() -> Iterator[str]:
    """Serve an empty bucket; yield the address of a folder in it, as MEDIA_STORAGE takes it."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    get_bucket(endpoint).create()
    try:
        yield f"s3://{BUCKET_NAME}/media?endpoint={endpoint}&region=us-east-1"
    finally:
        server.stop()


def get_bucket(endpoint: str):
    """Return the bucket that is served at `endpoint`."""
    keys = {name.lower(): value for name, value in S3_KEYS.items()}
    return boto3.resource("s3", endpoint_url=endpoint, region_name="us-east-1", **keys).Bucket(BUCKET_NAME)
